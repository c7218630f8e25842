"""Augmentation: shape, range, repeatability, and what stays as it is."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import torch

from affect_train.augmentation import Augmentation
from test_fit import CONFIG, trainer

NONE = Augmentation(**dict.fromkeys(Augmentation.__dataclass_fields__, 0))


def crops() -> torch.Tensor:
    random = np.random.default_rng(0)
    return torch.from_numpy(random.integers(0, 256, (3, 5, 112, 112), dtype=np.uint8))


def test_strength_zero_only_mirrors() -> None:
    original = crops()
    changed = NONE.apply(original, np.random.default_rng(1))
    plain = (original.float() / 255).clamp(min=1e-3)
    for clip in range(3):
        same = torch.allclose(changed[clip], plain[clip], atol=1e-3)
        mirrored = torch.allclose(changed[clip], plain[clip].flip(-1), atol=1e-3)
        assert same != mirrored


def test_the_same_generator_gives_the_same_picture() -> None:
    first = Augmentation().apply(crops(), np.random.default_rng(4))
    assert torch.equal(first, Augmentation().apply(crops(), np.random.default_rng(4)))
    assert not torch.equal(first, Augmentation().apply(crops(), np.random.default_rng(5)))
    assert first.shape == (3, 5, 112, 112)
    assert first.min() >= 0
    assert first.max() <= 1


def test_only_jitter_and_noise_differ_between_the_ticks_of_a_held_crop() -> None:
    held = crops()[:, :1].expand(-1, 5, -1, -1)
    steady = Augmentation(
        jitter_shift_pixels=0, jitter_rotation_degrees=0, jitter_log_scale=0, noise=0, occlusion_probability=1
    )
    changed = steady.apply(held, np.random.default_rng(2))
    torch.testing.assert_close(changed, changed[:, :1].expand(-1, 5, -1, -1))
    jittered = Augmentation(noise=0).apply(held, np.random.default_rng(2))
    assert (jittered - jittered[:, :1]).abs().max() > 0.05


def test_a_shift_moves_by_its_pixels() -> None:
    dot = torch.zeros(200, 1, 112, 112, dtype=torch.uint8)
    dot[:, :, 56, 56] = 255
    moved = Augmentation(**{**NONE.__dict__, "shift_pixels": 4.0}).apply(dot, np.random.default_rng(3))
    mass = moved[:, 0] - 1e-3
    rows = (mass.sum(2) * torch.arange(112)).sum(1) / mass.sum((1, 2))
    assert 3.2 < float(rows.std()) < 4.8


def test_rendered_people_are_changed_in_their_own_way(data_folder: Path, tmp_path: Path) -> None:
    nothing = "".join(f"{field.name} = 0\n" for field in fields(Augmentation))
    path = tmp_path / "config.toml"
    path.write_text(CONFIG.replace("[auxiliary]", f"[rendered_augmentation]\n{nothing}\n[auxiliary]"), encoding="utf-8")
    run = trainer(path, data_folder, tmp_path / "run")
    stage = run.config.stages[1]
    pictures, _, _ = run.batches.draw_stills(stage, np.random.default_rng(1))
    shown = ((pictures * run.normalisation.scale + run.normalisation.mean) * 255).numpy()
    known = np.concatenate([clip.crops for clip in run.batches.rendered]).astype(np.float32)
    known = np.concatenate((known, known[:, :, ::-1]))

    def nearest(picture: np.ndarray) -> float:
        return float(np.abs(known - picture).mean(axis=(1, 2)).min())

    assert max(nearest(picture) for picture in shown[-stage.rendered_frames :]) < 0.1
    assert min(nearest(picture) for picture in shown[: -stage.rendered_frames]) > 1
