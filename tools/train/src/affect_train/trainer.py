"""Trains one network by a configuration; can be killed at any time and resumed."""

import datetime
import hashlib
import itertools
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from tqdm import tqdm

from affect_train.auxiliary import copy_narrow, narrowed
from affect_train.batches import Batches
from affect_train.blend_set import BlendSet
from affect_train.clip_set import read_clips
from affect_train.crop_file import CropFile
from affect_train.crop_template import CropTemplate
from affect_train.curves import draw_curves
from affect_train.fit_config import FitConfig, OptimiserSection, StageSection
from affect_train.initial_weights import initialise
from affect_train.loss import affect_loss
from affect_train.mirror_symmetry import MirrorSymmetry
from affect_train.model_file import Model, Normalisation
from affect_train.network import AffectNetwork
from affect_train.rendered_set import matching, read_rendered
from affect_train.resumable_trainer import ResumableTrainer
from affect_train.run_folder import RunFolder, current_commit, without_nan
from affect_train.split import PARTS
from affect_train.still_set import StillSet
from affect_train.validation import (
    SCORED,
    bootstrap_interval,
    predict_stills,
    score_clip,
    score_recordings,
    score_stills,
)

LOG_EVERY = 10


class Trainer(ResumableTrainer):
    """One run. Each step's draws come from a generator of (seed, step), so a resumed run repeats them.

    `start` is a model file whose weights the run begins with.
    """

    def __init__(self, config: FitConfig, data_folder: Path, run: RunFolder, start: Path | None = None) -> None:
        torch.set_num_threads(config.threads)
        super().__init__(config.name, config.network.spec(), run, config.checkpoint_every)
        self.config = config
        self.start = start
        self.normalisation = Normalisation()
        self._read_data(data_folder)
        self.columns = [config.network.outputs.index(name) for name in SCORED if name in config.network.outputs]
        self.target_columns = [index for index, name in enumerate(SCORED) if name in config.network.outputs]
        self.network = AffectNetwork(config.auxiliary.widen(self.spec), dropout=config.network.dropout)
        initialise(self.network, config.network.inflation, config.seed)
        self.symmetry = MirrorSymmetry(self.network) if config.network.mirror_symmetric else None
        if self.symmetry is not None:
            self.symmetry.spread(self.network)
        if start is not None:
            self._start_from(start)
        self.average = {name: tensor.clone() for name, tensor in self.network.state_dict().items()}
        self.best = {name: tensor.clone() for name, tensor in self.average.items()}
        self.best_score, self.best_stage = -1.0, ""
        self.optimiser = _optimiser(self.network, config.optimiser)

    @property
    def total_steps(self) -> int:
        return self.config.steps

    def after_step(self, progress: tqdm) -> None:
        if self.step % LOG_EVERY == 0:
            mean = self.mean_loss()
            progress.set_postfix(loss=f"{mean:.4f}", best=f"{self.best_score:.3f}")
            self.run_folder.append_metrics({"step": self.step, "loss": mean})
        if self.step % self.config.validate_every == 0 or self.step == self.config.steps:
            self._validate()

    def _read_data(self, folder: Path) -> None:
        data = self.config.data
        train_stills, self.validation_stills, self.test_stills = (
            StillSet.of(data, folder, part, teacher_weight=data.teacher_weight) for part in PARTS
        )
        paths = matching(folder, data.clips)
        every_clip = read_clips(paths, data.neutral_clips)
        missing = sorted(set(data.held_out_clips) - {clip.name for clip in every_clip})
        if missing:
            raise ValueError(f"held-out clip {missing[0]} is not among the clips")
        self.held_out_clips = [clip for clip in every_clip if clip.name in data.held_out_clips]
        clips = [clip for clip in every_clip if clip.name not in data.held_out_clips]
        parts = {
            part: matching(folder, patterns)
            for part, patterns in (
                ("trained on", data.rendered),
                ("choosing", data.choosing_rendered),
                ("scored", data.scored_rendered),
            )
        }
        for first, second in itertools.combinations(parts, 2):
            both = set(parts[first]) & set(parts[second])
            if both:
                raise ValueError(f"recording {min(both).stem} is both {first} and {second}")
        rendered_paths = parts["trained on"]
        rendered = read_rendered(rendered_paths, feelings=self.config.auxiliary.feelings > 0)
        self.choosing_rendered = [clip.first(data.choosing_ticks) for clip in read_rendered(parts["choosing"])]
        self.scored_rendered = read_rendered(parts["scored"])
        if not rendered and any(stage.rendered_frames or stage.rendered_clips for stage in self.config.stages):
            raise ValueError("stages want rendered recordings, but [data] rendered matches none")
        blend_paths = [folder / data.blends] if data.blends else []
        blends = BlendSet.of(data, folder) if blend_paths else None
        if blends is None and any(stage.blends for stage in self.config.stages):
            raise ValueError("stages want blends, but [data] names none")
        self.batches = Batches(
            train_stills,
            blends,
            clips,
            rendered,
            data.balance,
            self.config.augmentation,
            self.config.rendered_augmentation,
            self.normalisation,
        )
        self.data_record = {
            "photographs": {
                "train": len(train_stills),
                "validation": len(self.validation_stills),
                "test": len(self.test_stills),
            },
            "clips": {clip.name: clip.ticks for clip in clips},
            "held_out_clips": {clip.name: clip.ticks for clip in self.held_out_clips},
            "rendered": {
                str(path.relative_to(folder)): clip.ticks for path, clip in zip(rendered_paths, rendered, strict=True)
            },
            "sha256": {
                str(path.relative_to(folder)): CropFile(path).sha256()
                for path in (folder / data.stills, *blend_paths, *paths, *rendered_paths)
            },
        }

    def _start_from(self, path: Path) -> None:
        network = Model.load(path).networks.get("main.")
        if network is None or network.spec != self.spec:
            raise ValueError(f"{path}: holds no network main. of the configured architecture")
        if self.symmetry is not None and not self.symmetry.holds(network):
            raise ValueError(f"{path}: its weights are not mirror_symmetric; leave --start out, or that key")
        copy_narrow(network.state_dict(), self.network.state_dict())

    def train_step(self) -> float:
        stage, number = self.config.stage_at(self.step)
        random = np.random.default_rng((self.config.seed, self.step))
        torch.manual_seed(int(random.integers(2**62)))
        for group in self.optimiser.param_groups:
            group["lr"] = learning_rate(stage, number)
        self.network.train()
        self.optimiser.zero_grad()
        total = 0.0
        if stage.stills or stage.rendered_frames:
            total += self._still_loss(stage, random)
        if stage.clips or stage.rendered_clips:
            total += self._clip_loss(stage, random)
        if self.symmetry is not None:
            self.symmetry.tie_gradients(self.network)
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.config.optimiser.gradient_norm)
        self.optimiser.step()
        self._update_average()
        return total

    def _still_loss(self, stage: StageSection, random: np.random.Generator) -> float:
        crops, targets, auxiliary = self.batches.draw_stills(stage, random)
        steps = int(random.choice(stage.lstm_steps))
        with self._precision():
            estimates = self.network.forward_still(crops, steps)
        estimates = estimates.float()
        losses = [self._loss(estimates[:, step, self.columns], targets) for step in range(estimates.shape[1])]
        loss = torch.stack(losses).mean()
        if self.config.auxiliary.is_used:
            loss = loss + self.config.auxiliary.loss(estimates[:, :, len(self.spec.outputs) :], auxiliary)
        loss.backward()
        return loss.item()

    def _clip_loss(self, stage: StageSection, random: np.random.Generator) -> float:
        crops, targets = self.batches.draw_clips(stage, random)
        with self._precision():
            estimates = self.network.forward_dilated(crops)
        estimates = estimates.float()[:, stage.unscored_ticks :, self.columns]
        loss = self._loss(estimates.flatten(0, 1), targets[:, stage.unscored_ticks :].flatten(0, 1))
        loss.backward()
        return loss.item()

    def _precision(self) -> torch.autocast:
        return torch.autocast("cpu", torch.bfloat16, enabled=self.is_bfloat16)

    @property
    def is_bfloat16(self) -> bool:
        """Whether the layers compute in bfloat16, as the configuration and the processor say."""
        auto = self.config.precision == "auto" and torch.cpu.get_capabilities().get("amx_bf16", False)
        return auto or self.config.precision == "bfloat16"

    def _loss(self, estimates: Tensor, targets: Tensor) -> Tensor:
        return affect_loss(estimates, targets[:, self.target_columns], self.config.optimiser.ccc_weight)

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(self.config.optimiser.average, (1 + self.step) / (10 + self.step))
        for name, tensor in self.network.state_dict().items():
            self.average[name].lerp_(tensor, 1 - decay)

    def network_of(self, weights: dict[str, Tensor]) -> AffectNetwork:
        """The network of weights of this run, without auxiliary outputs, as its file holds it."""
        network = AffectNetwork(self.spec)
        network.load_state_dict(narrowed(weights, len(self.spec.outputs)))
        return network.eval()

    def _validate(self) -> None:
        """Scores the averaged weights; the best ones of the last stage are what the run gives in the end."""
        network = self.network_of(self.average)
        predictions = predict_stills(network, self.validation_stills, self.normalisation)
        scores = score_stills(predictions, self.config.network.outputs, self.validation_stills)
        clips = {clip.name: score_clip(network, clip, self.normalisation) for clip in self.held_out_clips}
        choosing = [value for name, value in scores.items() if name.endswith("_r_balanced")]
        if self.choosing_rendered:
            rendered = score_recordings(network, self.choosing_rendered, self.normalisation)
            choosing += [value for name, value in rendered.items() if name.endswith("_ccc")]
            scores |= {f"rendered_{name}": value for name, value in rendered.items()}
        score = float(np.mean(choosing))
        stage = self.config.stage_at(self.step - 1)[0].name
        if score > self.best_score or stage != self.best_stage:
            self.best_score, self.best_stage = score, stage
            self.best = {name: tensor.clone() for name, tensor in self.average.items()}
        self.run_folder.append_metrics({"step": self.step, "validation": scores, "clips": clips})

    def state(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "average": self.average,
            "best": self.best,
            "best_score": self.best_score,
            "best_stage": self.best_stage,
            "optimiser": self.optimiser.state_dict(),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        self.network.load_state_dict(state["network"])
        self.average, self.best = state["average"], state["best"]
        self.best_score, self.best_stage = state["best_score"], state["best_stage"]
        self.optimiser.load_state_dict(state["optimiser"])

    def finish(self) -> dict[str, Any]:
        network = self.network_of(self.best)
        outputs = self.config.network.outputs
        predictions = predict_stills(network, self.test_stills, self.normalisation)
        results = {
            "validation_best": self.best_score,
            "test": score_stills(predictions, outputs, self.test_stills),
            "test_interval_95": bootstrap_interval(predictions, outputs, self.test_stills),
            "clips": {clip.name: score_clip(network, clip, self.normalisation) for clip in self.held_out_clips},
        }
        if self.scored_rendered:
            results["rendered"] = score_recordings(network, self.scored_rendered, self.normalisation)
        provenance = {
            "name": self.config.name,
            "training_data": self.config.data.description,
            "metrics": without_nan(results["test"]),
            "licence": self.config.data.licence,
            "created": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "commit": current_commit(),
            "seed": self.config.seed,
        }
        model = Model(CropTemplate.standard(), self.normalisation, {"main.": network}, provenance)
        model.save(self.run_folder.path / "model.safetensors")
        self.run_folder.write_json("results.json", results)
        draw_curves(self.run_folder.metrics(), self.run_folder.path / "curves.png")
        return results

    def environment(self) -> dict[str, Any]:
        start = None if self.start is None else hashlib.sha256(self.start.read_bytes()).hexdigest()
        return super().environment() | {
            "start": start,
            "seed": self.config.seed,
            "bfloat16": self.is_bfloat16,
            "data": self.data_record,
        }


def learning_rate(stage: StageSection, number: int) -> float:
    """Rises over `warm_up_steps`, then falls from the stage's first rate to its second along half a cosine."""
    first, last = stage.learning_rate
    rate = last + (first - last) * 0.5 * (1 + np.cos(np.pi * number / max(1, stage.steps)))
    return float(rate * min(1.0, (number + 1) / max(1, stage.warm_up_steps)))


def _optimiser(network: AffectNetwork, section: OptimiserSection) -> torch.optim.Optimizer:
    if section.name == "adamw":
        return torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=section.weight_decay)
    if section.name == "rmsprop":
        return torch.optim.RMSprop(network.parameters(), lr=1e-3, alpha=0.9, weight_decay=section.weight_decay)
    raise ValueError(f"optimiser must be adamw or rmsprop, found {section.name!r}")
