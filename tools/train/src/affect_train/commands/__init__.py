"""One module for each subcommand: NAME, SUMMARY, EXAMPLE, `add_arguments` and `run`."""

from affect_train.commands import (
    enlarge,
    evaluate,
    evaluate_faces,
    export,
    fit,
    goldens,
    inspect,
    occlusion,
    predict,
    render,
    reproduce,
    score,
    spread,
    teach,
    throughput,
    uncertainty,
)

COMMANDS = (
    enlarge,
    teach,
    render,
    fit,
    uncertainty,
    occlusion,
    score,
    spread,
    predict,
    evaluate,
    evaluate_faces,
    reproduce,
    throughput,
    goldens,
    export,
    inspect,
)
