"""The measurement of the face stage."""

from pathlib import Path

import numpy as np
import pytest

from affect_bench.faces.calibration import calibration_error, fit_curve, reliability
from affect_bench.faces.looks import Examiner
from affect_bench.faces.pictures import HEIGHT, WIDTH, faceless
from affect_bench.faces.views import VIEWS

ROOT = Path(__file__).resolve().parents[3]
AFFECT = ROOT / ".build" / "release" / "affect"


def test_curve_is_the_one_the_scores_were_drawn_from() -> None:
    random = np.random.default_rng(0)
    scores = random.uniform(-1, 1, 40_000)
    truth = random.uniform(size=len(scores)) < 1 / (1 + np.exp(-5 * (scores - 0.2)))
    faces, others = scores[truth], scores[~truth]
    curve = fit_curve(faces, others)
    # Both sides weigh the same, which moves the point where they are even by the odds of the sample.
    moved = np.log(len(faces) / len(others)) / 5
    assert curve.slope == pytest.approx(5, rel=0.05)
    assert curve.even == pytest.approx(0.2 + moved, abs=0.02)


def test_honest_probabilities_have_no_calibration_error() -> None:
    random = np.random.default_rng(1)
    stated = random.uniform(size=100_000)
    truth = random.uniform(size=len(stated)) < stated
    faces, others = stated[truth], stated[~truth]
    assert calibration_error(reliability(faces, others)) < 0.02
    assert calibration_error(reliability(faces**4, others**4)) > 0.1


def test_faceless_pictures_have_no_face() -> None:
    if not AFFECT.exists():
        pytest.skip("the program is not built")
    pictures = list(faceless(20, np.random.default_rng(2), []))
    assert all(picture.shape == (HEIGHT, WIDTH) for picture in pictures)
    assert not any(look.is_face for look in Examiner(AFFECT).looks(pictures))


def test_fixture_made_worse_gets_its_reason() -> None:
    if not AFFECT.exists():
        pytest.skip("the program is not built")
    from PIL import Image

    with Image.open(ROOT / "Tests" / "Fixtures" / "faces" / "man-calm.pgm") as file:
        picture = np.asarray(file.resize((WIDTH, 360)).convert("L"))
    picture = np.pad(picture, ((60, 60), (0, 0)), mode="edge")
    examiner = Examiner(AFFECT)
    (plain,) = examiner.looks([picture])
    assert plain.is_face
    random = np.random.default_rng(0)
    made = {name: (reason, view(picture, plain, random)) for name, reason, view in VIEWS}
    for name in ("a fifth of the light", "washed out", "out of focus, 2 crop pixels", "a quarter beyond the border"):
        reason, worse = made[name]
        (look,) = examiner.looks([worse])
        assert reason in look.reasons, name
