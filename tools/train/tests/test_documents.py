"""The commands in the documents exist, and those that need no training run."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

import drawn_faces
import drawn_series
from affect_train.command import build_parser, main
from affect_train.commands import COMMANDS

REPOSITORY = Path(__file__).parents[3]
DOCUMENTS = ("docs/training.md", "docs/reproduction.md", "tools/train/README.md", "models/README.md")


def documented_commands() -> list[list[str]]:
    commands = []
    for document in DOCUMENTS:
        text = (REPOSITORY / document).read_text(encoding="utf-8")
        lines = re.findall(r"^    affect-train (.+)$", text, flags=re.MULTILINE)
        commands += [shlex.split(line, comments=True) for line in lines]
    return commands


@pytest.mark.parametrize("arguments", documented_commands(), ids=" ".join)
def test_documented_command_is_understood(arguments: list[str]) -> None:
    build_parser().parse_args(arguments)
    if arguments[0] == "fit" and not arguments[1].startswith("--"):
        assert (REPOSITORY / arguments[1]).is_file()


def commands_of_the_whole_way() -> list[list[str]]:
    """The training commands of `tools/make-model`, its folders written as the document writes them."""
    text = (REPOSITORY / "tools" / "make-model").read_text(encoding="utf-8").replace("\\\n", " ")
    text = text.replace(' "${seed[@]}"', "")
    lines = re.findall(r'^once \w+ "\$train" (.+)$', text, flags=re.MULTILINE)
    folders = {"$material/": "", "$configs/": "tools/train/configs/"}
    commands = [shlex.split(line) for line in lines]
    return [[re.sub(r"^\$\w+/", lambda found: folders[found[0]], word) for word in words] for words in commands]


def test_the_whole_way_is_the_documented_one() -> None:
    whole = commands_of_the_whole_way()
    documented = documented_commands()
    assert len(whole) == 10
    assert [words[0] for words in whole[-4:]] == ["blend", "teach", "fit", "uncertainty"]
    for words in whole[1:]:
        assert words in documented


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.NAME)
def test_every_command_has_help_and_a_valid_example(command: object, capsys: pytest.CaptureFixture[str]) -> None:
    build_parser().parse_args(command.EXAMPLE.split())
    with pytest.raises(SystemExit) as caught:
        main([command.NAME, "--help"])
    assert caught.value.code == 0
    assert f"example: affect-train {command.NAME}" in re.sub(r"\s+", " ", capsys.readouterr().out)


def in_this_repository(argument: str) -> str:
    return str(REPOSITORY / argument) if argument.startswith("tools/train/configs/") else argument


@pytest.mark.filterwarnings("ignore")
def test_documented_commands_after_training_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_series.write_corpus(tmp_path / "AVEC_17_Emotion_Sub-Challenge", {"Train": (1, 2, 27), "Devel": (1,)}, 24)
    for folder in ("labels", "predictions", "Tests/Fixtures/goldens", "models"):
        (tmp_path / folder).mkdir(parents=True)
    for copy in ("affect-base.safetensors", "models/affect-base.safetensors"):
        shutil.copy(REPOSITORY / "models" / "affect-base.safetensors", tmp_path / copy)
    for folder in ("labels", "predictions"):
        rows = [f"'Devel_01';{tick / 10:.6f};{tick / 100};{tick % 7 / 10};0.0" for tick in range(20)]
        (tmp_path / folder / "Devel_01.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    ran = []
    for arguments in documented_commands():
        if arguments[0] in ("inspect", "export", "goldens", "evaluate", "predict", "throughput"):
            main([arguments[0], *map(in_this_repository, arguments[1:])])
            ran.append(arguments[0])
    assert {"inspect", "export", "goldens", "evaluate", "predict", "throughput"} <= set(ran)
    assert (tmp_path / "affect-base.onnx").is_file()
    assert (tmp_path / "Tests/Fixtures/goldens/affect-base.golden.safetensors").is_file()


def test_mistakes_end_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn_faces.write_clips(tmp_path / "c.gray", {"a/b": None}, frames=3)
    for arguments, message in (
        (["inspect", str(tmp_path / "missing")], "not a readable safetensors file"),
        (["teach", str(tmp_path / "c.gray"), "--teachers", str(tmp_path)], "faceapi.onnx"),
        (["fit", str(tmp_path / "no.toml"), "--data", ".", "--run", str(tmp_path / "run")], "no.toml"),
    ):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 64
        error = capsys.readouterr().err
        assert error.startswith("affect-train: ")
        assert message in error
