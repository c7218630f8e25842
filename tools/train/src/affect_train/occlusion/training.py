"""Trains the classifier on photographs of faces with and without drawn covers."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from affect_train.augmentation import Augmentation
from affect_train.occlusion.classifier import OcclusionClassifier
from affect_train.occlusion.covers import Cover, draw_cover
from affect_train.occlusion.fields import FIELDS, SIDE, describe_fields
from affect_train.still_set import StillSet

UNITS = 32
#: Gray levels have a sum of squares of 1; the network learns faster when each of them is about 1.
LEVEL_SCALE = SIDE
COVERS = list(Cover)
VARIED = Augmentation(occlusion_probability=0)
#: The part of uncovered faces, of people the classifier was not trained on, that may be called covered.
FALSE_ALARMS = 0.01


@dataclass(frozen=True)
class Examples:
    """Pairs of the same views: fields without and with a cover (N × 392 each), which cover, and how much it hides."""

    plain: NDArray[np.float32]
    covered: NDArray[np.float32]
    covers: NDArray[np.int64]
    hidden: NDArray[np.float64]


def draw_examples(crops: NDArray[np.uint8], random: np.random.Generator, *, varied: bool) -> Examples:
    """One pair for each of N × 112 × 112 crops; `varied` also changes place, light and sharpness of both."""
    covers = random.integers(len(COVERS), size=len(crops))
    drawn, hidden = np.empty_like(crops), np.empty(len(crops))
    for index, crop in enumerate(crops):
        picture, hidden[index] = draw_cover(crop.astype(np.float64), COVERS[covers[index]], random)
        drawn[index] = picture.round().astype(np.uint8)
    pairs = np.stack((crops, drawn), axis=1)
    if varied:
        changed = VARIED.apply(torch.from_numpy(pairs), random)
        pairs = (changed * 255).round().byte().numpy()
    return Examples(describe_fields(pairs[:, 0]), describe_fields(pairs[:, 1]), covers, hidden)


def train_classifier(crops: NDArray[np.uint8], *, epochs: int, seed: int) -> OcclusionClassifier:
    """New covers and new views at every epoch."""
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    network = torch.nn.Sequential(torch.nn.Linear(2 * FIELDS, UNITS), torch.nn.ReLU(), torch.nn.Linear(UNITS, 1))
    scale = torch.ones(2 * FIELDS)
    scale[:FIELDS] = LEVEL_SCALE
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=1e-2)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    progress = tqdm(range(epochs), unit="epoch")
    for _ in progress:
        examples = draw_examples(crops, random, varied=True)
        fields = torch.from_numpy(np.concatenate((examples.plain, examples.covered))) * scale
        answers = torch.cat((torch.zeros(len(crops)), torch.ones(len(crops))))
        total = 0.0
        for part in torch.from_numpy(random.permutation(len(fields))).split(128):
            loss = torch.nn.functional.binary_cross_entropy_with_logits(network(fields[part])[:, 0], answers[part])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(part)
        schedule.step()
        progress.set_postfix(loss=f"{total / len(fields):.3f}")
    first, last = network[0], network[2]
    return OcclusionClassifier(
        hidden=(first.weight.detach() * scale).T.contiguous().numpy(),
        hidden_bias=first.bias.detach().numpy(),
        output=last.weight.detach().numpy()[0],
        output_bias=last.bias.item(),
    )


def with_threshold(classifier: OcclusionClassifier, crops: NDArray[np.uint8]) -> OcclusionClassifier:
    """The classifier that calls ``FALSE_ALARMS`` of these uncovered crops covered."""
    return classifier.shifted(float(np.quantile(classifier.scores(describe_fields(crops)), 1 - FALSE_ALARMS)))


def judge(classifier: OcclusionClassifier, crops: NDArray[np.uint8], seed: int) -> dict[str, float]:
    """Parts called covered: of uncovered faces, and of faces by cover and by how much of them is hidden."""
    examples = draw_examples(crops, np.random.default_rng(seed), varied=False)
    called = classifier.scores(examples.covered) > 0
    result = {"uncovered": float((classifier.scores(examples.plain) > 0).mean()), "covered": float(called.mean())}
    for index, cover in enumerate(COVERS):
        result[f"covered {cover}"] = float(called[examples.covers == index].mean())
    for low, high in ((0.08, 0.2), (0.2, 0.35), (0.35, 0.5)):
        part = (examples.hidden >= low) & (examples.hidden < high)
        result[f"hidden {low:.0%} to {high:.0%}"] = float(called[part].mean())
    return {name: round(value, 3) for name, value in result.items()}


def read_people(crops: Path, labels: Path, validation: float, test: float) -> list[NDArray[np.uint8]]:
    """Crops of the people who train, choose the threshold, and test."""
    return [
        StillSet.read(crops, labels, part, validation=validation, test=test, teacher_weight=0).crops
        for part in ("train", "validation", "test")
    ]
