"""`affect-compare`: the engine beside ONNX Runtime, OpenVINO and PyTorch, in one run."""

import argparse
import json
import logging
import tempfile
import warnings
from pathlib import Path

from affect_bench import engine
from affect_bench.comparison import Comparison, compare
from affect_bench.models import write_random
from affect_bench.report import document, picture, table


def measure(arguments: argparse.Namespace) -> list[Comparison]:
    numbers = (arguments.rounds, arguments.ticks, arguments.threads)
    if arguments.model is not None:
        return [compare(arguments.model.stem, arguments.model, *numbers)]
    comparisons = [compare("base (bundled model)", engine.ROOT / "models" / "affect-base.safetensors", *numbers)]
    with tempfile.TemporaryDirectory() as folder:
        wide = Path(folder, "wide.safetensors")
        write_random(wide, "wide")
        comparisons.append(compare("wide (random weights)", wide, *numbers))
    return comparisons


def main() -> None:
    """Prints the tables and writes `speed.md` and `images/speed.svg`."""
    parser = argparse.ArgumentParser(prog="tools/bench/compare", description=__doc__)
    parser.add_argument("--model", type=Path, help="model file (default: the bundled one, and a wide one)")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--ticks", type=int, default=20, help="of each program in a round (default: 20)")
    parser.add_argument("--threads", type=int, default=1, help="of the other runtimes (default: 1)")
    parser.add_argument("--output", type=Path, help="folder for speed.md and images/speed.svg (default: only print)")
    parser.add_argument("--json", type=Path, help="write the time of every tick here")
    arguments = parser.parse_args()
    if min(arguments.rounds, arguments.ticks, arguments.threads) < 1:
        parser.error("--rounds, --ticks and --threads must be at least 1")
    # The exporter tells of packages that it does not need.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    warnings.simplefilter("ignore", FutureWarning)
    comparisons = measure(arguments)
    for comparison in comparisons:
        print("\n".join(table(comparison)), end="\n\n")
    if arguments.json is not None:
        entries = {c.model: [vars(entry) for entry in c.entries] for c in comparisons}
        arguments.json.write_text(json.dumps(entries), encoding="utf-8")
    if arguments.output is not None:
        picture(comparisons, arguments.output / "images" / "speed.svg")
        text = document(comparisons, arguments.rounds, arguments.ticks, arguments.threads)
        (arguments.output / "speed.md").write_text(text, encoding="utf-8")
