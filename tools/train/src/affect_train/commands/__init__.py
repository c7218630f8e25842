"""One module for each subcommand: NAME, SUMMARY, EXAMPLE, `add_arguments` and `run`."""

from affect_train.commands import enlarge, evaluate, export, fit, goldens, inspect, score, teach, uncertainty

COMMANDS = (enlarge, teach, fit, uncertainty, score, evaluate, goldens, export, inspect)
