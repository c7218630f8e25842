"""`affect-faces`: measures the face stage and writes docs/faces.md."""

import argparse
import sys
from pathlib import Path

from affect_bench.faces.looks import Examiner
from affect_bench.faces.measurement import measure
from affect_bench.faces.page import draw, page

ROOT = Path(__file__).resolve().parents[5]


def main() -> None:
    """Writes docs/faces.md and its picture."""
    parser = argparse.ArgumentParser(prog="affect-faces", description=__doc__)
    parser.add_argument("--faces", type=Path, default=ROOT.parent / "shared" / "faces-real", help="stills and clips")
    parser.add_argument("--affect", type=Path, default=ROOT / ".build" / "release" / "affect")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "faces.md")
    parser.add_argument("--fitted-on", type=int, default=1500, help="photographs that the curve is fitted on")
    parser.add_argument("--others", type=int, default=1000, help="pictures without a face: to fit on, and to report on")
    parser.add_argument("--viewed", type=int, default=300, help="photographs that are made worse")
    arguments = parser.parse_args()
    if not (arguments.faces / "stills.csv").exists():
        sys.exit(f"{arguments.faces}: no stills.csv there; name a folder of photographs like faces-real with --faces")
    result = measure(
        Examiner(arguments.affect), arguments.faces, arguments.fitted_on, arguments.others, arguments.viewed
    )
    arguments.output.write_text(page(result), encoding="utf-8")
    draw(result, arguments.output.parent / "images" / "faces.svg")
