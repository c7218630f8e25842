"""The comparison measures what it says, and writes it down."""

from pathlib import Path

import numpy as np
import pytest

from affect_bench.comparison import ENGINE, PREPARED, Comparison, Entry, compare
from affect_bench.models import random_model, variants
from affect_bench.report import document, picture
from affect_bench.runtimes import RUNTIMES


def test_every_program_is_timed_tick_by_tick(tmp_path: Path) -> None:
    path = tmp_path / "small.safetensors"
    random_model(variants()["convlstm-original-causal"], 32, 0).save(path)
    comparison = compare("small", path, rounds=2, ticks=3, threads=1)
    assert [entry.name for entry in comparison.entries] == [ENGINE, PREPARED, *RUNTIMES]
    for entry in comparison.entries:
        assert [len(times) for times in entry.processor] == [3, 3]
        assert [len(times) for times in entry.wall] == [3, 3]
        assert entry.wall_median > 0


def test_same_padding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "same.safetensors"
    random_model(variants()["conv3d-original-same"], 32, 0).save(path)
    with pytest.raises(ValueError, match="only causal"):
        compare("same", path, rounds=1, ticks=1, threads=1)


def invented() -> Comparison:
    """Entries whose medians are easy to check; the first round is slower for everybody, as on a busy machine."""
    ours = Entry(ENGINE, "", "kernels", [[4.0, 4.0], [2.0, 2.0]], [[4.0, 4.0], [2.0, 2.0]])
    theirs = Entry("Other", "1.0", "more kernels", [[8.0, 8.0], [4.0, 4.0]], [[9.0, 9.0], [5.0, 5.0]])
    return Comparison("model", [ours, theirs])


def test_ratio_is_taken_round_by_round() -> None:
    comparison = invented()
    assert comparison.ratio(comparison.entries[1]) == (0.5, 0.5, 0.5)
    assert comparison.entries[1].wall_p99 == np.percentile([9, 9, 5, 5], 99)


def test_document_and_picture_name_every_program(tmp_path: Path) -> None:
    text = document([invented()], rounds=2, ticks=2, threads=1)
    assert "| Other 1.0 | 6.00 | 7.00 | 9.00 | **0.50** (0.50 … 0.50) | more kernels |" in text
    picture([invented()], tmp_path / "images" / "speed.svg")
    drawing = (tmp_path / "images" / "speed.svg").read_text(encoding="utf-8")
    assert "Other" in drawing
    assert ENGINE in drawing
