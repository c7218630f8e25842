"""Commands beside `affect run`: what they write and print."""

from __future__ import annotations

import csv
import json
import subprocess
from pathlib import Path

from conftest import CLIPS, ROOT

CLIP = CLIPS / "single-face.mkv"
MODEL = ROOT / "models" / "affect-base.safetensors"
SIDE = 112


def printed(affect: str, *arguments: str) -> str:
    result = subprocess.run([affect, *arguments], capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_crop_writesAsManyCropsAsRows(affect: str, tmp_path: Path) -> None:
    printed(affect, "crop", str(CLIP), "--output", str(tmp_path / "crops"))
    pixels = (tmp_path / "crops.gray").read_bytes()
    with (tmp_path / "crops.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 10
    assert len(pixels) == len(rows) * SIDE * SIDE
    assert len(set(pixels)) > 50, "pictures have many grays"
    printed(affect, "crop", str(CLIP), "--output", str(tmp_path / "crops"), "--resume")
    assert (tmp_path / "crops.gray").read_bytes() == pixels


def test_modelInspect_saysWhatTheFileIs(affect: str) -> None:
    text = printed(affect, "model", "inspect", str(MODEL))
    description = json.loads(printed(affect, "model", "inspect", str(MODEL), "--json"))
    assert f"crop        {SIDE} x {SIDE} pixels, gray" in text
    assert f"identifier  {description['identifier']}" in text


def test_bench_namesKernelsAndTimes(affect: str, endpoint: str) -> None:
    report = json.loads(printed(affect, "bench", "--json", "--ticks", "20"))
    assert 0 < report["network"]["tick_ms_p50"] <= report["network"]["tick_ms_p99"]
    stream = ("--pipeline", str(CLIPS / "wolfgang-langer.mkv"), "--seconds", "2", "--feed", endpoint)
    text = printed(affect, "bench", "--ticks", "20", *stream)
    assert report["blas_core"] in text
    assert all(layer["name"] in text for layer in report["network"]["layers"])


def test_devices_areAList(affect: str) -> None:
    assert isinstance(json.loads(printed(affect, "devices", "--json")), list)
