"""One module for each subcommand: NAME, SUMMARY, EXAMPLE, `add_arguments` and `run`."""

from affect_train.commands import evaluate, export, fit, goldens, inspect, teach

COMMANDS = (teach, fit, evaluate, goldens, export, inspect)
