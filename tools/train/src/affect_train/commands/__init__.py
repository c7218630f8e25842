"""One module for each subcommand: NAME, SUMMARY, EXAMPLE, `add_arguments` and `run`."""

from affect_train.commands import enlarge, evaluate, export, fit, goldens, inspect, teach, uncertainty

COMMANDS = (enlarge, teach, fit, uncertainty, evaluate, goldens, export, inspect)
