"""The committed fixtures are what the command writes today, and are worth testing against."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from affect_train.goldens import TICKS, golden, golden_specs
from affect_train.model_file import Model
from affect_train.network_spec import NetworkSpec

FIXTURES = Path(__file__).parents[3] / "Tests" / "Fixtures" / "goldens"


@pytest.mark.parametrize(("seed", "name", "specs"), [(i, *pair) for i, pair in enumerate(golden_specs())])
def test_committed_fixture_is_reproduced(seed: int, name: str, specs: dict[str, NetworkSpec]) -> None:
    model, crops, outputs = golden(specs, seed)
    stored = load_file(FIXTURES / f"{name}.golden.safetensors")
    assert torch.equal(stored["crops"], crops)
    torch.testing.assert_close(stored["outputs"], outputs, atol=1e-4, rtol=0, equal_nan=True)
    assert Model.load(FIXTURES / f"{name}.model.safetensors").description() == model.description()


@pytest.mark.parametrize(("seed", "name", "specs"), [(i, *pair) for i, pair in enumerate(golden_specs())])
def test_fixture_outputs_vary_and_start_after_the_delay(seed: int, name: str, specs: dict[str, NetworkSpec]) -> None:
    outputs = load_file(FIXTURES / f"{name}.golden.safetensors")["outputs"]
    column = 0
    for spec in specs.values():
        for _ in spec.outputs:
            missing = outputs[:, column].isnan()
            assert missing.sum() == spec.delay
            assert not missing[spec.delay :].any()
            assert outputs[spec.delay :, column].std() > 0.05
            column += 1
    assert outputs.shape == (TICKS, column)


def test_fixtures_stay_small() -> None:
    assert sum(path.stat().st_size for path in FIXTURES.iterdir()) < 2_000_000
