"""One module for each subcommand: NAME, SUMMARY, EXAMPLE, `add_arguments` and `run`."""

from affect_train.commands import (
    enlarge,
    evaluate,
    export,
    fit,
    goldens,
    inspect,
    render,
    reproduce,
    score,
    teach,
    uncertainty,
)

COMMANDS = (enlarge, teach, render, fit, uncertainty, score, evaluate, reproduce, goldens, export, inspect)
