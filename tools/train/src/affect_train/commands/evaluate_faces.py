"""`affect-train evaluate-faces`: everything that is claimed of a model on faces, on one page."""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from affect_train.faces_report import measures, plots
from affect_train.faces_report.live_stream import LiveStream
from affect_train.faces_report.page import page
from affect_train.fit_config import FitConfig
from affect_train.model_file import Model
from affect_train.rendered_set import read_rendered
from affect_train.run_folder import without_nan
from affect_train.still_set import StillSet

NAME = "evaluate-faces"
SUMMARY = "Measure a model on photographs, clips and rendered people, through the live stream, and write a page of it."
EXAMPLE = "evaluate-faces models/affect-base.safetensors --clips tools/clips --output faces"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("model", type=Path)
    parser.add_argument(
        "--output", type=Path, required=True, help="folder for the numbers and, without --page, the rest"
    )
    parser.add_argument(
        "--page", type=Path, help="the page (default: OUTPUT/faces.md); pictures go to images/ beside it"
    )
    parser.add_argument("--affect", type=Path, default=Path(".build/release/affect"), help="the program `affect`")
    parser.add_argument("--clips", type=Path, help="folder of wolfgang-langer.mkv and single-face.mkv")
    parser.add_argument("--talkers", type=Path, help="folder of videos of people who say neutral sentences")
    parser.add_argument("--config", type=Path, help="the configuration that names photographs and their split")
    parser.add_argument("--data", type=Path, help="folder that the configuration's paths start from")
    parser.add_argument("--photographs", type=Path, help="folder of the photographs whose crops --data holds")
    parser.add_argument("--streamed", type=int, default=0, metavar="N", help="photographs to stream; default: all")
    parser.add_argument("--still-faces", type=int, default=5, metavar="N", help="photographs held for 30 s (default 5)")
    parser.add_argument("--corpus", type=Path, help="a corpus of affect-train render")
    parser.add_argument("--partition", choices=("Train", "Devel", "Test"), default="Test", help="of the corpus")


def run(arguments: argparse.Namespace) -> None:
    model = Model.load(arguments.model)
    if "main." not in model.networks or not set(measures.NAMES) <= set(model.outputs):
        raise ValueError(f"{arguments.model}: a network main. of arousal and valence expected")
    stream = LiveStream(arguments.affect, arguments.model)
    target: Path = arguments.page or arguments.output / "faces.md"
    arguments.output.mkdir(parents=True, exist_ok=True)
    (target.parent / "images").mkdir(parents=True, exist_ok=True)
    report = _Report(arguments, model, stream, target.parent / "images")
    for measure in (report.clips, report.talkers, report.photographs, report.rendered):
        measure()
    report.progress.close()
    (arguments.output / "faces.json").write_text(json.dumps(without_nan(report.numbers), indent=2) + "\n", "utf-8")
    target.write_text(page(report.numbers, report.pictures), "utf-8")
    print(target)


class _Report:
    """Measures what there is material for."""

    def __init__(self, arguments: argparse.Namespace, model: Model, stream: LiveStream, images: Path) -> None:
        self.arguments, self.model, self.stream, self.images = arguments, model, stream, images
        self.progress = tqdm(desc="faces", unit="measure")
        self.pictures: dict[str, str] = {}
        self.numbers: dict[str, Any] = {
            "model": {
                "file": arguments.model.name,
                "name": model.provenance.get("name", arguments.model.stem),
                "sha256": hashlib.sha256(arguments.model.read_bytes()).hexdigest(),
            }
        }

    def clips(self) -> None:
        if self.arguments.clips is None:
            return
        crying = self._clip("wolfgang-langer", "The man who cries, then laughs: live stream, with one sd.")
        self.numbers["crying_laughing"] = measures.measure_crying_and_laughing(crying)
        smile = self._clip("single-face", "The face that smiles: live stream, with one sd.")
        self.numbers["smile"] = measures.measure_smile(smile)

    def talkers(self) -> None:
        folder = self.arguments.talkers
        if folder is None:
            return
        clips = sorted(path for path in folder.iterdir() if path.suffix in (".mkv", ".mp4", ".mpg", ".avi", ".mov"))
        if not clips:
            raise ValueError(f"{folder}: no videos here")
        numbers = measures.measure_talkers(self.stream, clips, self._say)
        if self.arguments.config is not None:
            held_out = FitConfig.read(self.arguments.config).data.held_out_clips
            numbers["unseen"] = [name for name in numbers["clips"] if f"{folder.name}/{name}" in held_out]
        self.numbers["talkers"] = numbers

    def photographs(self) -> None:
        arguments = self.arguments
        if arguments.config is None or arguments.data is None:
            return
        config = FitConfig.read(arguments.config)
        torch.set_num_threads(config.threads)
        stills, taught = (StillSet.of(config.data, arguments.data, "test", teacher_weight=weight) for weight in (0, 1))
        self._say("photographs in PyTorch")
        self.numbers["photographs"] = measures.measure_photographs(self.model, stills, taught.targets)
        if arguments.photographs is None:
            return
        held = [arguments.photographs / str(name) for name in sorted(stills.files)]
        step = max(1, len(held) // max(1, arguments.still_faces))
        self.numbers["still_faces"] = measures.measure_still_faces(
            self.stream, held[::step][: arguments.still_faces], self._say
        )
        streamed = measures.measure_streamed_photographs(
            self.stream, stills, arguments.photographs, arguments.streamed, self._say
        )
        self.numbers["streamed_photographs"] = streamed
        plots.draw_photographs(streamed, self.images / "faces-photographs.svg")
        self.pictures["images/faces-photographs.svg"] = (
            "Photographs of test people through the stream; stars: their labels' anchors."
        )

    def rendered(self) -> None:
        corpus, partition = self.arguments.corpus, self.arguments.partition
        if corpus is None:
            return
        paths = sorted((corpus / "crops").glob(f"{partition}_*.gray"))
        if not paths:
            raise ValueError(f"{corpus / 'crops'}: no recordings {partition}_*")
        clips = read_rendered(paths)
        self.numbers["rendered"] = measures.measure_rendered(self.model, clips, corpus / "people.csv", self._say)
        streamed = measures.measure_streamed_recordings(self.stream, clips, corpus / "videos", self._say)
        if streamed:
            self.numbers["streamed_rendered"] = streamed
        truth, estimates = measures.example(self.model, clips[0])
        plots.draw_recording(truth, estimates, self.images / "faces-rendered.svg")
        self.pictures["images/faces-rendered.svg"] = f"{clips[0].name}, a rendered person: truth and estimate."

    def _clip(self, name: str, caption: str) -> Any:
        self._say(f"clip {name}")
        estimates = self.stream.estimates(self.arguments.clips / f"{name}.mkv")
        plots.draw_clip(estimates, self.images / f"faces-{name}.svg")
        self.pictures[f"images/faces-{name}.svg"] = caption
        return estimates

    def _say(self, what: str) -> None:
        self.progress.set_postfix_str(what)
        self.progress.update()
