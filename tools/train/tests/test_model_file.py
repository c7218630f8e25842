"""Model files come back as they were written, and broken ones are refused by name."""

import json
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from affect_train.goldens import golden, tiny_spec
from affect_train.model_file import METADATA_KEY, Model, ModelFileError
from affect_train.streaming_model import StreamingModel


@pytest.fixture
def model() -> Model:
    return golden({"main.": tiny_spec("convlstm", "both", "causal")}, seed=3)[0]


def test_a_saved_model_answers_as_before(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    model.save(path)
    loaded = Model.load(path)
    assert loaded.description() == model.description()
    crops = torch.randint(0, 256, (12, 32, 32), dtype=torch.uint8)
    assert torch.equal(StreamingModel(loaded).estimates(crops), StreamingModel(model).estimates(crops))


def test_the_same_model_gives_the_same_bytes(model: Model, tmp_path: Path) -> None:
    model.save(tmp_path / "a")
    model.save(tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_the_description_has_the_documented_keys(model: Model) -> None:
    description = model.description()
    assert set(description) == {"format", "crop", "normalisation", "networks", "provenance"}
    assert set(description["networks"][0]) == {
        *("prefix", "kind", "padding", "channels", "hidden", "pooling", "window", "outputs", "warm_up_ticks"),
    }
    assert description["crop"]["width"] == 32
    json.dumps(description)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.pop("main.conv1.bias"), "tensor main.conv1.bias is missing"),
        (lambda t: t.update({"main.fc2.weight": torch.zeros(3, 16)}), r"must be float32 \[2, 16\], found float32 \[3"),
        (lambda t: t.update({"main.fc2.bias": torch.zeros(2, dtype=torch.float64)}), "found float64"),
        (lambda t: t.update({"other": torch.zeros(1)}), "belong to no network: other"),
    ],
)
def test_wrong_tensors_are_refused_by_name(model: Model, tmp_path: Path, change: object, message: str) -> None:
    path = tmp_path / "m.safetensors"
    model.save(path)
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path, {METADATA_KEY: json.dumps(model.description())})
    with pytest.raises(ModelFileError, match=message):
        Model.load(path)


def test_files_that_are_no_model_are_refused(model: Model, tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelFileError, match="not a readable safetensors file"):
        Model.load(path)
    save_file({"x": torch.zeros(1)}, path)
    with pytest.raises(ModelFileError, match="metadata entry 'affectstream' is missing"):
        Model.load(path)
    save_file({"x": torch.zeros(1)}, path, {METADATA_KEY: json.dumps({**model.description(), "format": 2})})
    with pytest.raises(ModelFileError, match="format 1 expected, found 2"):
        Model.load(path)


def test_an_output_may_occur_once(tmp_path: Path) -> None:
    spec = tiny_spec("conv3d", "original", "causal")
    model = golden({"a.": spec}, seed=1)[0]
    model.networks["b."] = model.networks["a."]
    with pytest.raises(ModelFileError, match="may occur once"):
        model.save(tmp_path / "m")
