"""The command `affect-train`."""

import argparse
import sys
from collections.abc import Sequence

from affect_train.commands import COMMANDS


def build_parser() -> argparse.ArgumentParser:
    """All subcommands with their arguments."""
    parser = argparse.ArgumentParser(prog="affect-train", description="Trains, scores and exports affect networks.")
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        subparser = subparsers.add_parser(
            command.NAME,
            help=command.SUMMARY,
            description=command.SUMMARY,
            epilog=f"example: affect-train {command.EXAMPLE}",
        )
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one subcommand; a mistake of the user ends with one sentence and exit status 64, not with a traceback."""
    parsed = build_parser().parse_args(arguments)
    try:
        parsed.run(parsed)
    except (OSError, ValueError) as error:
        print(f"affect-train: {error}", file=sys.stderr)
        raise SystemExit(64) from error
