"""Fitting a model to labelled sessions."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

import drawn_faces
from affect_train.adaptation import Lesson, OutputLayer, choose_penalty, fit_output, last_features
from affect_train.command import main
from affect_train.crop_template import CropTemplate
from affect_train.initial_weights import initialise
from affect_train.model_file import Model, Normalisation
from affect_train.network import AffectNetwork
from affect_train.network_spec import NetworkSpec
from affect_train.series_estimates import predict_live
from affect_train.session_corpus import read_sessions

TICKS = 90
START_TICK = 500


def reference(outputs: tuple[str, ...] = ("arousal", "valence")) -> AffectNetwork:
    network = AffectNetwork(NetworkSpec.named(size="reference", outputs=outputs))
    initialise(network, (0.25, 0.25, 0.5), 3)
    return network.eval()


def write_session(folder: Path, name: str, smiles: np.ndarray, seed: int, lag_ticks: int = 0) -> Path:
    """A session of one face that smiles as told, and a rater who says so, `lag_ticks` late."""
    path = folder / name
    (path / "labels" / "person").mkdir(parents=True)
    (path / "session.json").write_text(json.dumps({"run": f"run-{path.name}"}))
    random = np.random.default_rng(seed)
    crops = np.stack([drawn_faces.draw_face(smile, random) for smile in smiles])
    (path / "crops.gray").write_bytes(crops.tobytes())
    header = ["event", "frame", "part", "t_capture_ns", "tick", "track", "offset", "bytes", "reasons", "crc32"]
    ticks = range(START_TICK, START_TICK + len(smiles))
    rows = [["crop", i, "", t * 10**8, t, "t000001", i * 12544, 12544, "", "0"] for i, t in enumerate(ticks)]
    drawn_faces.write_table(path / "frames.csv", header, rows)
    messages = [{"topic": "affect.cam0.t000001.", "tick": t, "track": "t000001", "primary": True} for t in ticks]
    (path / "feed.jsonl").write_text("".join(json.dumps(message) + "\n" for message in messages))
    late = np.concatenate((np.full(lag_ticks, smiles[0]), smiles))[: len(smiles)]
    for dimension, gain in (("valence", 0.8), ("arousal", -0.3)):
        trace = [[t * 10**8, f"{gain * value:.4f}"] for t, value in zip(ticks, late, strict=True)]
        drawn_faces.write_table(path / "labels" / "person" / f"eva.{dimension}.csv", ["t_capture_ns", "value"], trace)
    if lag_ticks:
        lags = [["valence", lag_ticks * 100], ["arousal", lag_ticks * 100]]
        drawn_faces.write_table(path / "labels" / "person" / "eva.lags.csv", ["dimension", "lag_ms"], lags)
    return path


def smiles(seed: int) -> np.ndarray:
    phase = np.random.default_rng(seed).uniform(0, 6)
    return np.sin(np.arange(TICKS) / 12 + phase)


def test_sessions_are_read_at_the_ticks_of_their_crops(tmp_path: Path) -> None:
    path = write_session(tmp_path, "anna_01", smiles(1), 1, lag_ticks=4)
    (tmp_path / "unlabelled").mkdir()
    drawn_faces.write_table(
        path / "labels" / "person" / "eva.exclusions.csv",
        ["t_start_ns", "t_end_ns", "reason"],
        [[(START_TICK + 10) * 10**8, (START_TICK + 15) * 10**8, ""]],
    )
    (person,) = read_sessions(tmp_path, ("valence",))
    assert (person.session, person.person, len(person.crops)) == ("anna_01", "anna", TICKS)
    rated = np.isfinite(person.labels["valence"])
    assert np.flatnonzero(~rated).tolist() == [*range(10, 15), *range(TICKS - 4, TICKS)]
    np.testing.assert_allclose(person.labels["valence"][rated], (0.8 * smiles(1))[rated], atol=1e-4)


def test_raters_are_merged_around_their_means_and_gold_stands_for_all(tmp_path: Path) -> None:
    path = write_session(tmp_path, "anna_01", smiles(1), 1)
    folder = path / "labels" / "person"
    text = (folder / "eva.valence.csv").read_text().splitlines()
    higher = [text[0]] + [f"{row.split(',')[0]},{min(1, float(row.split(',')[1]) + 0.2)}" for row in text[1:]]
    (folder / "otto.valence.csv").write_text("\n".join(higher) + "\n")
    (both,) = read_sessions(tmp_path, ("valence",))
    np.testing.assert_allclose(both.labels["valence"], 0.8 * smiles(1) + 0.1, atol=1e-3)
    (folder / "gold.valence.csv").write_text(f"{text[0]}\n" + "\n".join(f"{r.split(',')[0]},0.5" for r in text[1:]))
    (gold,) = read_sessions(tmp_path, ("valence",))
    assert set(gold.labels["valence"]) == {0.5}


def test_gaps_of_the_face_are_not_learned_from(tmp_path: Path) -> None:
    path = write_session(tmp_path, "anna_01", smiles(1), 1)
    with (path / "frames.csv").open() as file:
        rows = list(csv.reader(file))
    del rows[21:31]
    drawn_faces.write_table(path / "frames.csv", rows[0], rows[1:])
    (person,) = read_sessions(tmp_path, ("valence",))
    assert np.flatnonzero(~person.seen).tolist() == list(range(22, 30))
    assert np.isnan(person.labels["valence"][22:30]).all()


@pytest.mark.parametrize("pooling", ["original", "max"])
def test_features_give_the_estimates_of_the_stream(pooling: str) -> None:
    network = AffectNetwork(NetworkSpec.named(size="reference", pooling=pooling))
    initialise(network, (0.25, 0.25, 0.5), 3)
    random = np.random.default_rng(0)
    crops = np.stack([drawn_faces.draw_face(smile, random) for smile in smiles(2)[:40]])
    features = np.stack([row.numpy() for row in last_features(network, Normalisation(), crops)])
    estimates = features @ network.fc2.weight.detach().numpy().T + network.fc2.bias.detach().numpy()
    np.testing.assert_allclose(estimates, predict_live(network, Normalisation(), crops), atol=1e-4)


def test_penalty_keeps_a_layer_that_nobody_improves() -> None:
    random = np.random.default_rng(0)
    lessons = [Lesson(name, random.normal(size=(60, 4)), random.normal(size=60)) for name in "abcd"]
    truth = OutputLayer(np.array([1.0, -1, 0.5, 0]), 0.1)
    perfect = [Lesson(lesson.person, lesson.features, truth(lesson.features)) for lesson in lessons]
    assert choose_penalty(perfect, truth) == (None, pytest.approx(1, abs=0.02))
    other = OutputLayer(np.zeros(4), 0.0)
    penalty, expected = choose_penalty(perfect, other)
    assert penalty == 0.03
    assert expected > 0.95
    np.testing.assert_allclose(fit_output(perfect, truth, 1.0).weights, truth.weights, atol=1e-6)


def test_fit_improves_on_people_held_out_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sessions = tmp_path / "sessions"
    for number in range(6):
        write_session(sessions, f"p{number}_01", smiles(number), number)
    start = tmp_path / "start.safetensors"
    Model(CropTemplate.standard(), Normalisation(), {"main.": reference()}, {"licence": "x"}).save(start)
    command = ["fit", "--sessions", str(sessions), "--start", str(start), "--run", str(tmp_path / "run")]
    main([*command, "--held-out", "p4", "--held-out", "p5"])
    output = capsys.readouterr()
    results = json.loads(output.out)
    assert results["held_out"] == ["p4", "p5"]
    for value in results["outputs"].values():
        assert value["ccc_after"] > value["ccc_before"] + 0.2
    assert output.err.count("better") == 2
    fitted, before = Model.load(tmp_path / "run" / "model.safetensors"), Model.load(start)
    network = fitted.networks["main."]
    for name, tensor in before.networks["main."].state_dict().items():
        assert name.startswith("fc2") or tensor.equal(network.state_dict()[name])
    assert fitted.provenance["licence"] == "x"
    assert fitted.provenance["sessions"] == [f"run-p{number}_01" for number in range(6)]


def test_bad_sessions_end_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    start = tmp_path / "start.safetensors"
    Model(CropTemplate.standard(), Normalisation(), {"main.": reference()}, {}).save(start)
    sessions = tmp_path / "sessions"
    sessions.mkdir()
    command = ["fit", "--sessions", str(sessions), "--start", str(start), "--run", str(tmp_path / "run")]

    def refusal(*more: str) -> str:
        with pytest.raises(SystemExit) as exit_status:
            main([*command, *more])
        assert exit_status.value.code == 64
        return capsys.readouterr().err

    assert "no session there has both crops" in refusal()
    path = write_session(sessions, "p0_01", smiles(0), 0)
    assert "at least two people must be labelled" in refusal()
    assert "nobody is not among the labelled people: p0" in refusal("--held-out", "nobody")
    (path / "crops.gray").write_bytes(b"short")
    assert "run affect recover" in refusal()
