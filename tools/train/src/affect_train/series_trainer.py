"""Trains one network by the paper's protocol: whole recordings, RMSprop, early stopping on held-out people."""

import datetime
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel
from tqdm import tqdm

from affect_train.avec import write_series
from affect_train.avec_corpus import Partitions, Series
from affect_train.conv_lstm import Memory
from affect_train.crop_template import CropTemplate
from affect_train.curves import draw_curves, draw_scatter
from affect_train.initial_weights import initialise
from affect_train.loss import series_loss
from affect_train.model_file import Model, Normalisation
from affect_train.network import AffectNetwork
from affect_train.processes import Processes
from affect_train.resumable_trainer import ResumableTrainer
from affect_train.run_folder import RunFolder, current_commit, without_nan
from affect_train.scores import score_series
from affect_train.series_batches import StretchBatch, epoch_groups, prefetched, stretches
from affect_train.series_config import SeriesConfig
from affect_train.series_estimates import predict_series

UNSCORED = -2.0
"""Below every CCC."""


class StretchForward(nn.Module):
    """The network from bytes on: what is wrapped when several processes train together."""

    def __init__(self, network: AffectNetwork, normalisation: Normalisation) -> None:
        super().__init__()
        self.network, self.normalisation = network, normalisation

    def forward(self, crops: Tensor, memory: Memory | None, before: int, after: int) -> tuple[Tensor, Memory | None]:
        return self.network.forward_chunk(self.normalisation.apply(crops), memory, before, after)


class SeriesTrainer(ResumableTrainer):
    """One run; a step is a group of recordings, with an update of the weights after each stretch of them."""

    def __init__(
        self,
        config: SeriesConfig,
        partitions: Partitions,
        terms: tuple[str, str],
        run: RunFolder,
        processes: Processes,
    ) -> None:
        torch.set_num_threads(config.threads)
        super().__init__(config.name, config.network.spec(), run, config.checkpoint_every)
        self.config, self.partitions, self.terms, self.processes = config, partitions, terms, processes
        self.normalisation = Normalisation()
        size = config.series.crop_size
        network = AffectNetwork(self.spec, size, size, config.network.dropout)
        initialise(network, config.network.inflation, config.seed)
        self.network = network.to(processes.device)
        self.forward: nn.Module = StretchForward(self.network, self.normalisation)
        if processes.count > 1:
            self.forward = DistributedDataParallel(self.forward)
        self.optimiser = torch.optim.RMSprop(
            self.network.parameters(), lr=config.series.learning_rate, alpha=config.series.decay
        )
        self.best = self._copied_weights()
        self.best_score, self.best_epoch = UNSCORED, 0

    @property
    def steps_per_epoch(self) -> int:
        return -(-len(self.partitions.train) // self.config.series.batch)

    @property
    def total_steps(self) -> int:
        return self.config.series.epochs * self.steps_per_epoch

    @property
    def finished(self) -> bool:
        epochs, rest = divmod(self.step, self.steps_per_epoch)
        return super().finished or (rest == 0 and epochs - self.best_epoch >= self.config.series.patience)

    @property
    def writes(self) -> bool:
        return self.processes.is_first

    def train_step(self) -> float:
        self.network.train()
        random = np.random.default_rng((self.config.seed, self.step, self.processes.rank))
        torch.manual_seed(int(random.integers(2**62)))
        memory, losses = None, []
        for batch in prefetched(self.batches(*divmod(self.step, self.steps_per_epoch))):
            loss, memory = self.learn(batch, memory)
            losses.append(loss)
        mean = torch.stack(losses).mean().item()
        if not np.isfinite(mean):
            raise ValueError(f"{self.name}: the loss is no number in step {self.step}: choose a smaller learning_rate")
        return mean

    def batches(self, epoch: int, number: int) -> Any:
        """The stretches of one group of recordings: this process's share of the lanes."""
        series = self.config.series
        group = epoch_groups(len(self.partitions.train), series.batch, self.config.seed, epoch)[number]
        lanes: list[Series | None] = [self.partitions.train[index] for index in group]
        ticks = max(lane.ticks for lane in lanes if lane is not None)
        lanes += [None] * (-len(lanes) % self.processes.count)
        own = lanes[self.processes.rank :: self.processes.count]
        return stretches(own, series.crop_size, ticks, series.bptt_ticks, series.delay_ticks, self.spec)

    def learn(self, batch: StretchBatch, memory: Memory | None) -> tuple[Tensor, Memory | None]:
        """One update of the weights; returns the loss and the ConvLSTM's memory behind the stretch."""
        device = self.processes.device
        with torch.autocast(device.type, torch.bfloat16, enabled=self._is_mixed):
            estimates, memory = self.forward(batch.crops.to(device), memory, batch.before, batch.after)
        truth = torch.cat((batch.targets, batch.counts[..., None]), dim=2).to(device)
        estimates, truth = self.processes.gather(estimates.float()), self.processes.gather(truth)
        loss = series_loss(estimates, truth[..., :-1], truth[..., -1] > 0, self.config.series.loss)
        self.optimiser.zero_grad()
        (loss * self.processes.count).backward()  # gradients are averaged over the processes
        nn.utils.clip_grad_norm_(self.network.parameters(), self.config.series.gradient_norm)
        self.optimiser.step()
        return loss.detach(), None if memory is None else (memory[0].detach(), memory[1].detach())

    def after_step(self, progress: tqdm) -> None:
        epoch, rest = divmod(self.step, self.steps_per_epoch)
        if rest:
            return
        loss = self.mean_loss()
        scores = self._scores(self._predictions(self.partitions.choose), self.partitions.choose)
        score = float(np.mean(np.nan_to_num([scores[name]["ccc"] for name in self.spec.outputs], nan=-1.0)))
        if score > self.best_score:
            self.best, self.best_score, self.best_epoch = self._copied_weights(), score, epoch
        progress.set_postfix(epoch=epoch, loss=f"{loss:.4f}", best=f"{self.best_score:.3f}")
        if self.writes:
            validation = {f"{name}_ccc": scores[name]["ccc"] for name in self.spec.outputs}
            entry = {"step": self.step, "epoch": epoch, "loss": loss, "validation": validation}
            self.run_folder.append_metrics(entry)

    def state(self) -> dict[str, Any]:
        return {
            "network": self.network.state_dict(),
            "best": self.best,
            "best_score": self.best_score,
            "best_epoch": self.best_epoch,
            "optimiser": self.optimiser.state_dict(),
        }

    def load_state(self, state: dict[str, Any]) -> None:
        self.network.load_state_dict(state["network"])
        self.best, self.best_score, self.best_epoch = state["best"], state["best_score"], state["best_epoch"]
        self.optimiser.load_state_dict(state["optimiser"])

    def finish(self) -> dict[str, Any]:
        self.network.load_state_dict(self.best)
        predictions = self._predictions(self.partitions.scored)
        results = {
            "epochs": self.step // self.steps_per_epoch,
            "best_epoch": self.best_epoch,
            "choose_ccc": self.best_score,
            "scored": self._scores(predictions, self.partitions.scored),
        }
        if self.writes:
            self._write(results, predictions)
        return results

    def environment(self) -> dict[str, Any]:
        parts = {"train": self.partitions.train, "choose": self.partitions.choose, "scored": self.partitions.scored}
        device = self.processes.device
        data = {
            part: {
                series.name: {"ticks": series.ticks, "unseen": int((~series.seen).sum()), "sha256": series.sha256}
                for series in recordings
            }
            for part, recordings in parts.items()
        }
        return super().environment() | {
            "processes": self.processes.count,
            "device": torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu",
            "mixed_precision": self._is_mixed,
            "seed": self.config.seed,
            "data": data,
        }

    @property
    def _is_mixed(self) -> bool:
        precision = self.config.series.precision
        return precision == "bfloat16" or (precision == "auto" and self.processes.device.type == "cuda")

    def _copied_weights(self) -> dict[str, Tensor]:
        return {name: tensor.detach().cpu().clone() for name, tensor in self.network.state_dict().items()}

    def _predictions(self, recordings: list[Series]) -> dict[str, NDArray[np.float64]]:
        """T × outputs of each recording; every process predicts its share, and all get all."""
        settings = self.config.series
        own = {
            series.name: predict_series(
                self.network,
                self.normalisation,
                series.crops,
                length=settings.bptt_ticks,
                delay=settings.delay_ticks,
                device=self.processes.device,
            )
            for series in recordings[self.processes.rank :: self.processes.count]
        }
        every = {name: values for part in self.processes.gather_objects(own) for name, values in part.items()}
        return {series.name: every[series.name] for series in recordings}

    def _scores(self, predictions: dict[str, NDArray[np.float64]], recordings: list[Series]) -> dict[str, Any]:
        return {
            output: score_series(
                {series.name: series.labels[output] for series in recordings},
                {name: values[:, column] for name, values in predictions.items()},
            )
            for column, output in enumerate(self.spec.outputs)
        }

    def _write(self, results: dict[str, Any], predictions: dict[str, NDArray[np.float64]]) -> None:
        description, licence = self.terms
        provenance = {
            "name": self.config.name,
            "training_data": description,
            "metrics": without_nan({output: scores["ccc"] for output, scores in results["scored"].items()}),
            "licence": licence,
            "created": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "commit": current_commit(),
            "seed": self.config.seed,
        }
        folder = self.run_folder.path
        for column, output in enumerate(self.spec.outputs):
            (folder / "predictions" / output).mkdir(parents=True, exist_ok=True)
            for name, values in predictions.items():
                write_series(folder / "predictions" / output / f"{name}.csv", name, values[:, column])
        template = CropTemplate.standard().scaled(self.config.series.crop_size)
        Model(template, self.normalisation, {"main.": self.network}, provenance).save(folder / "model.safetensors")
        draw_curves(self.run_folder.metrics(), folder / "curves.png")
        estimates = np.concatenate([predictions[series.name] for series in self.partitions.scored])
        pairs = {
            output: (np.concatenate([series.labels[output] for series in self.partitions.scored]), estimates[:, column])
            for column, output in enumerate(self.spec.outputs)
        }
        draw_scatter(pairs, folder / "scatter.png")
        self.run_folder.write_json("results.json", results)
