"""One module for each subcommand: NAME, SUMMARY, EXAMPLE, `add_arguments` and `run`."""

from affect_train.commands import export, goldens, inspect

COMMANDS = (export, goldens, inspect)
