"""Keeps what is made from licensed recordings out of repositories, and marks it."""

import json
from pathlib import Path

TERMS_FILE = "corpus.json"
RENDERED_FILE = "render.json"
AVEC_TERMS = (
    "AVEC / SEWA recordings",
    "research only: made from AVEC / SEWA recordings, whose licence forbids passing them or derivatives on",
)
MARK_FILE = "RESEARCH-ONLY.txt"
MARK_TEXT = """The files in this folder are made from recordings that are licensed for research alone (AVEC / SEWA).
Neither these files nor weights trained with them may be passed on or put into a repository.
"""


def corpus_terms(folder: Path) -> tuple[str, str]:
    """Description and licence of a corpus, from its `corpus.json`.

    Rendered faces are known by `render.json`; any other folder is taken for AVEC / SEWA.
    """
    path = folder / TERMS_FILE
    if path.exists():
        value = _read(path, ("description", "licence"))
        return value["description"], value["licence"]
    rendered = folder / RENDERED_FILE
    if not rendered.exists():
        return AVEC_TERMS
    value = _read(rendered, ("ticks", "seed"))
    description = (
        f"faces drawn by `affect-train render --ticks {value['ticks']} --seed {value['seed']}`: of no real person, "
        "their labels the arousal and valence they were drawn with"
    )
    return description, "Apache-2.0"


def keep_apart(corpus: Path, *folders: Path) -> None:
    """Creates folders for what is made from a corpus. Where it is licensed for research alone, they are marked, and
    refused inside a repository."""
    restricted = corpus_terms(corpus) == AVEC_TERMS
    for folder in folders:
        absolute = folder.resolve()
        repository = next((path for path in (absolute, *absolute.parents) if (path / ".git").exists()), None)
        if restricted and repository is not None:
            raise ValueError(
                f"{folder}: lies in the repository {repository}; what is made from AVEC / SEWA recordings stays outside"
            )
        folder.mkdir(parents=True, exist_ok=True)
        if restricted:
            (folder / MARK_FILE).write_text(MARK_TEXT, encoding="utf-8")


def _read(path: Path, keys: tuple[str, ...]) -> dict[str, str]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
        return {key: str(value[key]) for key in keys}
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path}: an object with {' and '.join(keys)} expected: {error}") from error
