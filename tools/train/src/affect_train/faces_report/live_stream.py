"""Faces through the program `affect`, as a camera's would go."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

RATE = 10


@dataclass(frozen=True)
class Estimates:
    """What the stream said of its primary face, tick by tick. `values` and `deviations` are T × (arousal, valence);
    deviations are NaN where the model gives none."""

    ticks: NDArray[np.int64]
    values: NDArray[np.float64]
    deviations: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ticks)

    def between(self, start: float, end: float) -> NDArray[np.float64]:
        """The values of the ticks from `start` to before `end`, in seconds."""
        return self.values[(self.ticks >= start * RATE) & (self.ticks < end * RATE)]


class LiveStream:
    """Runs `affect run --source` on files, with one model, faster than real time.

    Each run starts anew: no state is carried from one file to the next.
    """

    def __init__(self, program: Path, model: Path) -> None:
        self._program, self._model = program, model

    def estimates(self, source: Path) -> Estimates:
        """The stream's messages about a video or a session."""
        with tempfile.TemporaryDirectory() as folder:
            command = [str(self._program), "run", "--source", str(source), "--model", str(self._model)]
            command += ["--speed", "max", "--print", "json", "--feed", f"ipc://{folder}/feed", "--control", "off"]
            try:
                done = subprocess.run(command, capture_output=True, text=True)
            except OSError as error:
                raise ValueError(
                    f"{self._program} does not start ({error}); build it or name it with --affect"
                ) from error
        if done.returncode != 0:
            raise ValueError(f"{source}: affect run ended with status {done.returncode}: {done.stderr.strip()}")
        return read_messages(done.stdout)

    def photographs(self, pictures: list[Image.Image], seconds: float, noise: float = 0.0) -> Estimates:
        """Each picture held for some seconds as a camera would: JPEG frames, each with new sensor noise."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "still.mkv"
            write_still(path, pictures, seconds, noise)
            return self.estimates(path)


def read_messages(text: str) -> Estimates:
    """Keeps the valid messages of the primary face."""
    ticks, values, deviations = [], [], []
    for line in text.splitlines():
        message = json.loads(line)
        if not message["topic"].startswith("affect.") or not (message["valid"] and message["primary"]):
            continue
        ticks.append(message["tick"])
        values.append([message["arousal"], message["valence"]])
        deviations.append([np.nan if message[f"{name}_sd"] is None else message[f"{name}_sd"]
                           for name in ("arousal", "valence")])  # fmt: skip
    return Estimates(
        np.array(ticks, np.int64), np.array(values, float).reshape(-1, 2), np.array(deviations, float).reshape(-1, 2)
    )


def write_still(path: Path, pictures: list[Image.Image], seconds: float, noise: float = 0.0) -> None:
    """A video of 10 frames a second of pictures of one size, each held; `noise` in grey levels."""
    random = np.random.default_rng(0)
    width, height = (length - length % 2 for length in pictures[0].size)
    command = ["ffmpeg", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}"]
    command += ["-r", str(RATE), "-i", "-", "-c:v", "mjpeg", "-q:v", "2", "-pix_fmt", "yuvj420p", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for picture in pictures:
            still = np.asarray(picture.convert("RGB"), np.float32)[:height, :width]
            for _ in range(round(seconds * RATE)):
                frame = still + noise * random.standard_normal(still.shape, dtype=np.float32) if noise else still
                encoder.stdin.write(frame.clip(0, 255).astype(np.uint8).tobytes())
        _, problems = encoder.communicate()
    if encoder.returncode:
        raise OSError(f"{path}: ffmpeg could not write the video: {problems.decode(errors='replace').strip()}")
