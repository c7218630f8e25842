"""One module for each subcommand: NAME, SUMMARY, EXAMPLE, `add_arguments` and `run`."""

from affect_train.commands import enlarge, evaluate, export, fit, goldens, inspect, teach

COMMANDS = (enlarge, teach, fit, evaluate, goldens, export, inspect)
