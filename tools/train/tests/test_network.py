"""The three forms of a network agree, for every variant and padding."""

import numpy as np
import pytest
import torch
from torch import Tensor

from affect_train.chunks import chunks
from affect_train.goldens import CROP_SIZE, moving_pattern, randomise, tiny_spec
from affect_train.model_file import Normalisation
from affect_train.network import AffectNetwork, NetworkState
from affect_train.network_spec import NetworkSpec
from affect_train.pooling import POOLING_VARIANTS

VARIANTS = [
    pytest.param(tiny_spec(kind, pooling, padding), id=f"{kind}-{pooling}-{padding}")
    for kind in ("convlstm", "conv3d")
    for pooling in POOLING_VARIANTS
    for padding in ("causal", "same")
]
TICKS = 48


def network_and_clip(spec: NetworkSpec) -> tuple[AffectNetwork, Tensor]:
    random = np.random.default_rng(5)
    crops = Normalisation().apply(moving_pattern(TICKS, CROP_SIZE, random))
    network = AffectNetwork(spec, CROP_SIZE, CROP_SIZE).eval()
    randomise(network, crops, random)
    return network, crops[None]


def stream(network: AffectNetwork, clip: Tensor, state: NetworkState) -> list[Tensor | None]:
    return [network.forward_step(clip[:, tick], state) for tick in range(clip.shape[1])]


@torch.no_grad()
@pytest.mark.parametrize("spec", VARIANTS)
def test_steps_equal_dilated_network(spec: NetworkSpec) -> None:
    network, clip = network_and_clip(spec)
    expected = network.forward_dilated(clip)
    streamed = stream(network, clip, NetworkState())
    assert [value is None for value in streamed] == [tick < spec.delay for tick in range(TICKS)]
    emitted = torch.stack([value for value in streamed if value is not None], dim=1)
    torch.testing.assert_close(emitted, expected[:, : TICKS - spec.delay], atol=1e-5, rtol=0)
    assert emitted.std(dim=1).min() > 0.05


@torch.no_grad()
@pytest.mark.parametrize("spec", VARIANTS)
def test_dilated_equals_strided_network_at_its_ticks(spec: NetworkSpec) -> None:
    network, clip = network_and_clip(spec)
    strided = network(clip)
    assert strided.shape[1] == TICKS // spec.stride
    at_its_ticks = network.forward_dilated(clip)[:, spec.stride - 1 :: spec.stride]
    torch.testing.assert_close(at_its_ticks, strided, atol=1e-5, rtol=0)


@torch.no_grad()
@pytest.mark.parametrize("spec", VARIANTS)
def test_chunks_equal_the_whole_sequence(spec: NetworkSpec) -> None:
    network, clip = network_and_clip(spec)
    whole = network(clip)
    for length in (1, 20, 0):
        memory, parts = None, []
        for chunk in chunks(TICKS, length, spec):
            part, memory = network.forward_chunk(clip[:, chunk.seen], memory, chunk.before, chunk.after)
            assert part.shape[1] == (chunk.stop - chunk.start) // spec.stride
            parts.append(part)
        assert len(parts) == 1 or length > 0
        torch.testing.assert_close(torch.cat(parts, dim=1), whole, atol=1e-5, rtol=0)


@torch.no_grad()
@pytest.mark.parametrize("spec", VARIANTS)
def test_a_new_state_forgets_everything(spec: NetworkSpec) -> None:
    network, clip = network_and_clip(spec)
    first = stream(network, clip[:, :24], NetworkState())
    stream(network, clip.flip(1), NetworkState())
    again = stream(network, clip[:, :24], NetworkState())
    for before, after in zip(first, again, strict=True):
        assert (before is None) == (after is None)
        if before is not None and after is not None:
            assert torch.equal(before, after)


@torch.no_grad()
@pytest.mark.parametrize("spec", VARIANTS)
def test_a_batch_gives_what_its_clips_give_alone(spec: NetworkSpec) -> None:
    network, clip = network_and_clip(spec)
    both = torch.cat((clip, clip.flip(1)))
    together = network.forward_dilated(both)
    torch.testing.assert_close(together[:1], network.forward_dilated(clip), atol=1e-5, rtol=0)
    torch.testing.assert_close(together[1:], network.forward_dilated(clip.flip(1)), atol=1e-5, rtol=0)


@torch.no_grad()
@pytest.mark.parametrize("spec", [v for v in VARIANTS if v.values[0].padding == "causal"])
def test_a_causal_network_never_sees_the_future(spec: NetworkSpec) -> None:
    network, clip = network_and_clip(spec)
    changed = clip.clone()
    changed[:, 30:] = -1
    before, after = network.forward_dilated(clip), network.forward_dilated(changed)
    torch.testing.assert_close(before[:, :30], after[:, :30], atol=1e-6, rtol=0)
    assert (before[:, 30:] - after[:, 30:]).abs().max() > 0.01


@torch.no_grad()
@pytest.mark.parametrize("kind", ["convlstm", "conv3d"])
def test_still_form_equals_a_held_crop_in_steady_state(kind: str) -> None:
    spec = tiny_spec(kind, "original", "causal")
    network, clip = network_and_clip(spec)
    still = clip[:, 7]
    held = network.forward_dilated(still[:, None].expand(-1, 200, -1, -1))[:, -1]
    torch.testing.assert_close(network.forward_still(still, 200)[:, -1], held, atol=1e-4, rtol=0)


@torch.no_grad()
@pytest.mark.parametrize("spec", VARIANTS)
def test_every_parameter_matters(spec: NetworkSpec) -> None:
    network, clip = network_and_clip(spec)
    before = network.forward_dilated(clip)
    for name, parameter in network.named_parameters():
        kept = parameter.clone()
        parameter.mul_(0.5)
        assert (network.forward_dilated(clip) - before).abs().max() > 1e-3, name
        parameter.copy_(kept)


def test_delay_and_receptive_field_follow_from_the_dilations() -> None:
    def spec(pooling: str, window: int, padding: str) -> NetworkSpec:
        return NetworkSpec.named(pooling=pooling, window=window, padding=padding)

    assert spec("original", 1, "same").dilations == (1, 1, 1, 1)
    assert spec("original", 1, "same").delay == 4
    assert spec("original", 1, "causal").delay == 0
    assert spec("original", 1, "causal").receptive_field == 9
    assert spec("max", 1, "same").dilations == (1, 1, 2, 4)
    assert spec("max", 1, "same").delay == 8
    assert spec("max", 1, "same").stride == 8
    assert spec("max", 1, "causal").receptive_field == 1 + 2 * 8 + 1 + 2 + 4
    assert spec("temporal", 8, "same").delay == 32
    assert spec("temporal", 8, "causal").stride == 8
    assert spec("both", 2, "same").dilations == (2, 2, 2, 4)
    assert spec("both", 2, "same").delay == 10


@torch.no_grad()
@pytest.mark.parametrize("pooling", [p for p in POOLING_VARIANTS if p != "temporal"])
def test_receptive_field_is_what_an_output_depends_on(pooling: str) -> None:
    spec = tiny_spec("conv3d", pooling, "causal")
    network, clip = network_and_clip(spec)
    for parameter in network.parameters():
        parameter.abs_()
    clip = clip.abs()
    first = TICKS - spec.receptive_field
    oldest, older = clip.clone(), clip.clone()
    oldest[:, first] = 1000
    older[:, first - 1] = 1000
    last = network.forward_dilated(clip)[:, -1]
    assert not torch.equal(network.forward_dilated(oldest)[:, -1], last)
    torch.testing.assert_close(network.forward_dilated(older)[:, -1], last)


def test_base_network_has_the_known_number_of_parameters() -> None:
    network = AffectNetwork(NetworkSpec.named())
    assert sum(parameter.numel() for parameter in network.parameters()) == 1_463_330


def test_impossible_architectures_are_refused() -> None:
    with pytest.raises(ValueError, match="pooling must be one of"):
        NetworkSpec.named(pooling="average")
    with pytest.raises(ValueError, match="window and hidden"):
        NetworkSpec.named(window=0)
    with pytest.raises(ValueError, match="distinct"):
        NetworkSpec.named(outputs=("valence", "valence"))
    with pytest.raises(ValueError, match="too small"):
        AffectNetwork(NetworkSpec.named(), 8, 8)
