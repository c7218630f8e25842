"""`affect-train reproduce`: every run of the plan, resumed after a kill, a page with tables and figures."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import drawn_series
from affect_train.command import main
from affect_train.commands import reproduce
from affect_train.reproduction.outcome import Outcome, spread
from affect_train.reproduction.plan import PLANS, planned_runs
from affect_train.reproduction.published import KINDS, OUTPUTS, POOLINGS

TINY = replace(
    PLANS["reference"],
    series=replace(
        PLANS["reference"].series, crop_size=28, ticks=16, train_recordings=2, epochs=1, batch=2, bptt_ticks=16
    ),
    seeds=(1,),
    figure_windows=(6, 8),
)


class Killed(BaseException):
    pass


def test_the_command_ends_with_page_and_figures_and_goes_on_after_a_kill(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PLANS, "reference", TINY)
    drawn_series.write_corpus(tmp_path / "data", {"Train": (1, 2, 27), "Devel": (1,)}, ticks=16)
    runs, page = tmp_path / "runs", tmp_path / "docs" / "reproduction.md"
    command = ["reproduce", "--data", str(tmp_path / "data"), "--crops", str(tmp_path / "data" / "crops")]
    command += ["--output", str(runs), "--page", str(page)]
    calls = []

    def kill(self: object, step: int) -> bool:
        calls.append(step)
        if len(calls) == 6:
            raise Killed
        return False

    with monkeypatch.context() as patch:
        patch.setattr(reproduce.Stopwatch, "__call__", kill)
        with pytest.raises(Killed):
            main(command)
    finished = {path: path.stat().st_mtime_ns for path in runs.glob("*/results.json")}
    assert len(finished) == 5
    main([*command, "--page-only"])
    assert "5 of 12 runs are finished" in page.read_text()
    assert "not run" in page.read_text()
    assert "**It is unfinished**" in page.read_text()
    main(command)
    assert {path: path.stat().st_mtime_ns for path in finished} == finished
    planned = planned_runs(TINY)
    assert {path.parent.name for path in runs.glob("*/results.json")} == {run.name for run in planned}
    text = page.read_text()
    assert f"{len(planned)} of {len(planned)} runs are finished" in text
    for wanted in ("## Table 2", "## Table 3", "## Table 4", "## Figure 4", "## Figure 5", "0.583", "drawn faces"):
        assert wanted in text
    assert "not run" not in text
    assert "unfinished" not in text
    assert "| 1 to 1; the last one was the best in 12 of 12 runs; in it the loss on those who train was" in text
    for image in ("reproduction-windows.svg", "reproduction-series.svg"):
        assert f"(images/{image})" in text
        assert "<svg" in (page.parent / "images" / image).read_text()
    outcome = Outcome(TINY, runs)
    results = json.loads((runs / "convlstm-temporal-8-arousal+valence-1" / "results.json").read_text())
    assert outcome.cell("convlstm", "temporal", "arousal") == {1: results["scored"]["arousal"]["ccc"]}


@pytest.mark.parametrize("name", sorted(PLANS))
def test_a_plan_holds_every_run_once(name: str) -> None:
    size = PLANS[name]
    runs = planned_runs(size)
    assert len(set(runs)) == len(runs)
    assert {run.seed for run in runs} == set(size.seeds)
    assert all(run.config(size, 1).network.spec().padding == "same" for run in runs)


def test_the_papers_eighty_runs_are_planned() -> None:
    size = replace(PLANS["paper"], figure_seeds=())
    assert len(planned_runs(size)) == len(KINDS) * len(POOLINGS) * len(OUTPUTS) * 5 == 80


def test_unfinished_cells_say_so() -> None:
    assert spread(np.array([])) == "not run"
    assert spread(np.array([0.5])) == "0.500 (one seed)"
    assert spread(np.array([0.4, 0.6])) == "0.500 ± 0.141"
