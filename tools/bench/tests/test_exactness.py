"""The engine, crop by crop, equals PyTorch's whole sequence; 2000 ticks of it are in `tools/soak exactness`."""

from pathlib import Path

import numpy as np
import pytest
from affect_train.goldens import moving_pattern
from affect_train.model_file import Model

from affect_bench import engine
from affect_bench.exactness import BUNDLED, CROP_SIZE, difference
from affect_bench.models import random_model, variants

TICKS = 200


@pytest.mark.parametrize("name", variants())
def test_stream_equals_the_whole_sequence(name: str, tmp_path: Path) -> None:
    specs = variants()
    path = tmp_path / "model.safetensors"
    random_model(specs[name], CROP_SIZE, list(specs).index(name)).save(path)
    assert difference(path, TICKS) < 1e-4


def test_bundled_model_equals_the_whole_sequence() -> None:
    assert difference(BUNDLED, TICKS) < 1e-4


def test_a_wrong_weight_is_seen(tmp_path: Path) -> None:
    model = random_model(variants()["convlstm-both-causal"], CROP_SIZE, 1)
    right, wrong = tmp_path / "right.safetensors", tmp_path / "wrong.safetensors"
    model.save(right)
    model.networks["main."].convlstm.hidden.weight.data[0, 0, 1, 1] += 0.05
    model.save(wrong)
    crops = moving_pattern(60, CROP_SIZE, np.random.default_rng(0)).numpy()
    assert np.abs(engine.step(right, crops, 2) - engine.step(wrong, crops, 2)).max() > 1e-4


def test_baseline_kernels_agree_with_the_widest() -> None:
    crops = moving_pattern(60, 112, np.random.default_rng(0)).numpy()
    outputs = len(Model.load(BUNDLED).outputs)
    widest = engine.step(BUNDLED, crops, outputs)
    baseline = engine.step(BUNDLED, crops, outputs, {"AFFECT_KERNELS": "baseline"})
    assert np.abs(widest - baseline).max() < 1e-4
