"""The page of a model on faces: from the program's own messages to the table."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import drawn_faces
from affect_train.command import main
from affect_train.faces_report.live_stream import LiveStream, read_messages
from affect_train.faces_report.measures import measure_crying_and_laughing, measure_smile, spread_over_labels
from affect_train.faces_report.page import CLAIMS, page
from affect_train.model_file import Model
from affect_train.rendered_set import read_rendered
from affect_train.still_set import StillSet
from affect_train.validation import predict_clip, score_recordings

REPOSITORY = Path(__file__).parents[3]
MODEL = REPOSITORY / "models" / "affect-base.safetensors"


def message(tick: int, arousal: float, valence: float, **changes: object) -> str:
    return json.dumps(
        {
            "topic": "affect.cam0.t000001.",
            "tick": tick,
            "valid": True,
            "primary": True,
            "arousal": arousal,
            "valence": valence,
            "arousal_sd": 0.1,
            "valence_sd": None,
            **changes,
        }
    )


def test_only_valid_messages_of_the_primary_face_count() -> None:
    lines = [
        message(0, 0.1, 0.2),
        message(1, 0.3, 0.4, valid=False),
        message(2, 0.5, 0.6, primary=False),
        message(3, 0.7, 0.8, topic="status.cam0."),
        message(4, 0.9, 1.0),
    ]
    estimates = read_messages("\n".join(lines))
    assert estimates.ticks.tolist() == [0, 4]
    assert estimates.values.tolist() == [[0.1, 0.2], [0.9, 1.0]]
    assert np.isnan(estimates.deviations[:, 1]).all()


def test_parts_of_clips_are_compared() -> None:
    lines = [message(tick, 0.0, -0.5 if tick < 100 else 0.5) for tick in range(196)]
    numbers = measure_crying_and_laughing(read_messages("\n".join(lines)))
    assert numbers["difference"] == pytest.approx(1.0)
    smile = measure_smile(read_messages("\n".join(message(tick, 0.0, tick / 10) for tick in range(11))))
    assert smile == pytest.approx({"start": 0.1, "highest": 1.0, "end": 0.9})


def test_the_page_says_what_was_reached_and_what_was_not_measured() -> None:
    numbers = {
        "model": {"name": "drawn", "file": "drawn.safetensors", "sha256": "0" * 64},
        "crying_laughing": {"difference": 0.7},
        "talkers": {"clips": {}, "mean_abs_arousal": 0.3, "largest_abs_arousal": 0.2},
    }
    text = page(numbers, {"drawn.png": "a picture"})
    assert "| valence of the laughing part minus the crying part | ≥ 0.6 | 0.700 | yes |" in text
    assert "| neutral talkers, mean size of arousal | ≤ 0.12 | 0.300 | no |" in text
    assert text.count("not measured") == len(CLAIMS) - 3
    assert "![a picture](drawn.png)" in text


def test_few_photographs_are_spread_over_the_labels() -> None:
    expressions = np.array([0] * 40 + [3] * 7 + [5] * 2)
    names = np.array([f"{number:02}" for number in range(49)])
    stills = StillSet(*[np.zeros(49)] * 4, expressions, names, names)
    chosen = spread_over_labels(stills, 21)
    assert np.bincount(expressions[chosen]).tolist() == [12, 0, 0, 7, 0, 2]
    assert len(set(chosen)) == len(chosen)
    assert len(spread_over_labels(stills, 49)) == 49


def test_recordings_are_scored_over_their_concatenation(tmp_path: Path) -> None:
    drawn_faces.write_rendered(tmp_path / "corpus", ("Test_01", "Test_02"))
    clips = read_rendered(sorted((tmp_path / "corpus" / "crops").glob("*.gray")))
    model = Model.load(MODEL)
    network = model.networks["main."]
    for clip in clips:
        outputs = predict_clip(network, clip, model.normalisation)
        clip.targets = outputs[:, [network.spec.outputs.index(name) for name in ("arousal", "valence")]]
    scores = score_recordings(network, clips, model.normalisation)
    assert scores["valence_rmse"] == pytest.approx(0)
    # AVEC's CCC divides by N and by N - 1: not quite 1 for equal series.
    assert scores["arousal_ccc"] == pytest.approx(59 / 60)


def test_labels_of_another_length_are_refused(tmp_path: Path) -> None:
    drawn_faces.write_rendered(tmp_path / "corpus", ("Test_01", "Test_02"))
    labels = tmp_path / "corpus" / "labels" / "Test_02.csv"
    labels.write_text("".join(labels.read_text().splitlines(keepends=True)[:-1]))
    with pytest.raises(ValueError, match=r"Test_02\.csv: 30 rows expected, one a crop of .*, found 29"):
        read_rendered(sorted((tmp_path / "corpus" / "crops").glob("*.gray")))


@pytest.fixture(scope="module")
def program() -> Path:
    """The program `affect`, built."""
    candidates = [REPOSITORY / ".build" / kind / "affect" for kind in ("release", "debug")]
    if "AFFECT" in os.environ:
        candidates.insert(0, Path(os.environ["AFFECT"]))
    for candidate in candidates:
        if candidate.exists():
            return candidate
    pytest.skip("affect is not built: swift build -c release --product affect")


@pytest.mark.filterwarnings("ignore")
def test_the_bundled_model_is_measured_through_the_stream(program: Path, tmp_path: Path) -> None:
    drawn_faces.write_rendered(tmp_path / "corpus", ("Test_01", "Test_02"))
    output = tmp_path / "faces"
    arguments = ["evaluate-faces", str(MODEL), "--affect", str(program), "--clips", str(REPOSITORY / "tools" / "clips")]
    arguments += ["--corpus", str(tmp_path / "corpus"), "--output", str(output)]
    main([*arguments, "--page", str(output / "page" / "faces.md")])
    numbers = json.loads((output / "faces.json").read_text())
    assert numbers["crying_laughing"]["difference"] > 0.4
    assert numbers["smile"]["highest"] > numbers["smile"]["start"] + 0.2
    assert set(numbers["rendered"]["groups"]["skin"]) == {"light", "dark"}
    # Two people in two groups differ by as much whichever of them is in which.
    assert numbers["rendered"]["gaps_by_chance"]["skin"] == pytest.approx(numbers["rendered"]["gaps"]["skin"])
    text = (output / "page" / "faces.md").read_text()
    assert "reached" in text
    for image in ("wolfgang-langer", "single-face", "rendered"):
        assert f"(images/faces-{image}.svg)" in text
        assert "<svg" in (output / "page" / "images" / f"faces-{image}.svg").read_text()


def test_a_picture_without_a_face_has_no_estimate(program: Path) -> None:
    picture = Image.fromarray(np.full((240, 320, 3), 128, np.uint8))
    assert len(LiveStream(program, MODEL).photographs([picture], 0.5)) == 0


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"nowhere does not start .* --affect"):
        LiveStream(tmp_path / "nowhere", MODEL).estimates(tmp_path / "clip.mkv")
