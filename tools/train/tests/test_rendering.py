"""The corpus generator. What needs pictures is skipped where the assets or OpenGL through EGL are missing."""

import os
from pathlib import Path

import numpy as np
import pytest

from affect_train.avec import read_partition
from affect_train.command import main
from affect_train.crop_file import CropFile
from affect_train.crop_template import CropTemplate
from affect_train.rendering.assets import UNITS
from affect_train.rendering.behaviour import blink, speak
from affect_train.rendering.camera import Pose, crop_matrix, project, rotation, similarity
from affect_train.rendering.face import AFFECT, MOUTH_OPEN_LIMIT, combine, personal_expressions
from affect_train.rendering.mesh import read_binding, read_mesh, read_target
from affect_train.rendering.noise import wander
from affect_train.rendering.person import plan_people
from affect_train.rendering.renderer import EglError, Renderer
from affect_train.rendering.traces import RATE, affect_of, feel

REPOSITORY = Path(__file__).parents[3]
ASSETS = Path(os.environ.get("AFFECT_SHARED", REPOSITORY.parent / "shared")) / "faces-synthetic"


def random() -> np.random.Generator:
    return np.random.default_rng(5)


def test_people_are_spread_evenly_over_the_groups() -> None:
    people = plan_people({"Train": 34, "Devel": 14, "Test": 16}, seed=1)
    assert [person.name for person in people][33:35] == ["Train_34", "Devel_01"]
    for partition in ("Train", "Devel", "Test"):
        inside = [person for person in people if person.name.startswith(partition)]
        for attribute in ("skin", "sex", "age"):
            counts = np.unique([getattr(person, attribute) for person in inside], return_counts=True)[1]
            assert np.ptp(counts) <= 2, (partition, attribute)
    assert people == plan_people({"Train": 34, "Devel": 14, "Test": 16}, seed=1)
    assert people != plan_people({"Train": 34, "Devel": 14, "Test": 16}, seed=2)


def test_feelings_rise_and_fall_within_their_bounds() -> None:
    strengths = feel(RATE * 120, random())
    assert strengths.min() >= 0
    assert strengths.sum(axis=1).max() <= 1 + 1e-9
    affect = affect_of(strengths)
    assert np.abs(affect).max() <= np.abs(AFFECT).max()
    assert affect.std(axis=0).min() > 0.05
    # Nothing jumps: the fastest onset takes 0.3 s.
    assert np.abs(np.diff(affect, axis=0)).max() < 0.35


def test_a_wandering_value_has_its_deviation_and_its_memory() -> None:
    walk = wander(60000, 0.5, 1.0, 10, random())
    assert walk.std() == pytest.approx(0.5, rel=0.1)
    assert np.corrcoef(walk[:-3], walk[3:])[0, 1] > 0.7
    assert abs(np.corrcoef(walk[:-60], walk[60:])[0, 1]) < 0.15


def test_speech_is_unrelated_to_what_is_felt() -> None:
    correlations = []
    for seed in range(24):
        generator = np.random.default_rng(seed)
        affect = affect_of(feel(RATE * 60, generator))
        mouth = speak(RATE * 60, RATE, generator)[:, UNITS.index("mouth-open")]
        if mouth.any():
            correlations.append([np.corrcoef(mouth, affect[:, column])[0, 1] for column in (0, 1)])
    assert len(correlations) > 12
    assert np.abs(np.mean(correlations, axis=0)).max() < 0.1


def test_unit_weights_stay_where_the_mesh_holds_together() -> None:
    strengths = np.eye(len(AFFECT)).repeat(20, axis=0)
    speech = speak(len(strengths), RATE, random()) + 0.4
    weights = combine(strengths @ personal_expressions(random()), speech, blink(len(strengths), RATE, random()))
    assert weights.min() >= 0
    assert weights.max() <= 1
    assert weights[:, UNITS.index("mouth-open")].max() <= MOUTH_OPEN_LIMIT


def test_a_shut_eye_is_shut_whatever_is_felt() -> None:
    weights = combine(personal_expressions(random()), np.zeros((10, 34)), np.ones(10))
    assert (weights[:, UNITS.index("eye-left-closure")] == 1).all()
    assert (weights[:, UNITS.index("eye-right-opened-up")] == 0).all()


def test_similarity_finds_what_was_done() -> None:
    source = random().normal(size=(5, 2))
    angle = 0.3
    linear = 2.5 * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found = similarity(source, source @ linear.T + [3, -4])
    np.testing.assert_allclose(found, np.column_stack((linear, [3, -4])), atol=1e-9)


def test_points_found_exactly_lie_on_the_template() -> None:
    template = CropTemplate.standard()
    flat = np.array(template.points) * [0.01, -0.01]
    points = np.column_stack((flat, np.zeros(5)))
    pose = Pose(rotation(0, 0, 0.2), np.array([0.3, 0.1, -6.0]))
    clip = crop_matrix(points, np.zeros((5, 2)), points.mean(axis=0), pose, template)
    seen = np.column_stack((points, np.ones(5))) @ clip.T.astype(float)
    pixels = (seen[:, :2] / seen[:, 3:] + 1) * template.width / 2 - 0.5
    np.testing.assert_allclose(pixels, template.points, atol=1e-3)
    assert project(points, points.mean(axis=0), pose).shape == (5, 2)


def test_broken_files_name_file_and_line(tmp_path: Path) -> None:
    mesh = tmp_path / "thing.obj"
    mesh.write_text("v 0 0 0\nv 1 x 0\n")
    with pytest.raises(ValueError, match=r"thing\.obj:2"):
        read_mesh(mesh)
    target = tmp_path / "smile.target"
    target.write_text("# comment\n0 0.1 0 0\n9 0 0 0\n")
    with pytest.raises(ValueError, match=r"smile\.target"):
        read_target(target, 3)
    binding = tmp_path / "hair.mhclo"
    binding.write_text("x_scale 0 1 1\nverts 0\n0 1 2 0.5 0.5\n")
    with pytest.raises(ValueError, match=r"hair\.mhclo"):
        read_binding(binding)


def test_render_without_assets_says_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["render", "--assets", str(tmp_path), "--output", str(tmp_path / "corpus")])
    assert "no MakeHuman layout here (makehuman/data/3dobjs/base.obj is missing)" in capsys.readouterr().err


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny corpus, drawn once."""
    if not ASSETS.exists():
        pytest.skip(f"{ASSETS} is absent: no heads to draw")
    try:
        Renderer()
    except EglError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("corpus") / "corpus"
    main(render_arguments(folder))
    return folder


def render_arguments(folder: Path) -> list[str]:
    sizes = ["--train", "2", "--devel", "1", "--test", "0", "--ticks", "12", "--processes", "1"]
    return ["render", "--assets", str(ASSETS), "--output", str(folder), *sizes]


def test_a_corpus_has_the_shape_of_sewa(corpus: Path) -> None:
    train = read_partition(corpus / "labels", 2017, "Train")
    assert [recording.name for recording in train] == ["Train_01", "Train_02"]
    assert len(read_partition(corpus / "labels", 2017, "Devel")[0]) == 12
    lines = (corpus / "people.csv").read_text().splitlines()
    assert lines[0] == "name,partition,skin,sex,age"
    assert len(lines) == 4


def test_crops_show_different_people_who_move(corpus: Path) -> None:
    first, second = (np.asarray(CropFile(corpus / "crops" / f"Train_0{n}.gray").crops, float) for n in (1, 2))
    assert first.shape == (12, 112, 112)
    assert first.std(axis=(1, 2)).min() > 10
    assert np.abs(first[0] - first[-1]).mean() > 1
    assert np.abs(first[0] - second[0]).mean() > 5


def test_the_same_command_draws_the_same_and_only_what_is_missing(corpus: Path) -> None:
    kept, lost = corpus / "crops" / "Train_01.gray", corpus / "crops" / "Train_02.gray"
    before, time = lost.read_bytes(), kept.stat().st_mtime_ns
    lost.unlink()
    (corpus / "labels" / "Train_02.csv").unlink()
    main(render_arguments(corpus))
    assert lost.read_bytes() == before
    assert kept.stat().st_mtime_ns == time


def test_a_corpus_of_other_settings_is_refused(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*render_arguments(corpus), "--seed", "7"])
    assert "holds a corpus of other settings" in capsys.readouterr().err
