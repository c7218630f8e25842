"""Recordings in an AVEC layout: crops from files, pictures and videos, the cache, who trains and who is scored."""

import stat
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import drawn_series
from affect_train.avec_corpus import AvecCorpus
from affect_train.chunks import chunks
from affect_train.crop_sources import CropFileSource, PictureSource
from affect_train.goldens import tiny_spec
from affect_train.research_only import MARK_FILE, corpus_terms, keep_apart
from affect_train.series_batches import epoch_groups, prefetched, stretches
from affect_train.series_cache import SeriesCache
from affect_train.series_estimates import delayed, repeated

COUNTS = {"Train": (1, 2, 3, 27, 28), "Devel": (1, 2)}


@pytest.fixture
def corpus(tmp_path: Path) -> AvecCorpus:
    drawn_series.write_corpus(tmp_path / "data", COUNTS, ticks=12)
    return AvecCorpus(tmp_path / "data", tmp_path / "data" / "crops", tmp_path / "cache")


def gray(value: int) -> np.ndarray:
    return np.full((112, 112), value, np.uint8)


class Crops:
    """A source of plain crops: tick → gray value."""

    def __init__(self, path: Path, values: dict[int, int]) -> None:
        path.touch()
        self.files, self.values, self.reads = [path], values, 0

    def crops(self) -> object:
        self.reads += 1
        return iter([(tick, gray(value)) for tick, value in self.values.items()])


def test_people_who_train_choose_and_are_scored_are_the_papers(corpus: AvecCorpus) -> None:
    partitions = corpus.partitions(56, ticks=10, train_recordings=2)
    assert [series.name for series in partitions.train] == ["Train_01", "Train_02"]
    assert [series.name for series in partitions.choose] == ["Train_27", "Train_28"]
    assert [series.name for series in partitions.scored] == ["Devel_01", "Devel_02"]
    assert partitions.train[0].crops.shape == (10, 56, 56)
    assert all(series.ticks == len(series.labels["valence"]) == 10 for series in partitions.train)
    assert len({series.sha256 for series in partitions.train + partitions.choose}) == 4


def test_too_few_recordings_to_train_with_are_refused(corpus: AvecCorpus) -> None:
    with pytest.raises(ValueError, match="4 recordings to train with expected, found 3"):
        corpus.partitions(56, train_recordings=4)


@pytest.mark.parametrize(
    ("removed", "message"),
    [
        (("Train_01", "Train_02", "Train_03"), "no recordings Train_01 … Train_26 to train with"),
        (("Train_27", "Train_28"), "no recordings Train_27 … Train_34 to choose by"),
        (("Devel_01", "Devel_02"), r"no files Devel_\*\.csv"),
    ],
)
def test_a_missing_partition_is_refused(corpus: AvecCorpus, removed: tuple[str, ...], message: str) -> None:
    for name in removed:
        (corpus.labels / f"{name}.csv").unlink()
    with pytest.raises((ValueError, FileNotFoundError), match=message):
        corpus.partitions(56)


def test_a_label_file_with_a_gap_is_refused_by_file_and_line(corpus: AvecCorpus) -> None:
    path = corpus.labels / "Train_02.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(lines[:5] + lines[6:]) + "\n")
    with pytest.raises(ValueError, match=r"Train_02\.csv:6: time 0\.5 s expected, found 0\.6 s"):
        corpus.partitions(56)


def test_a_recording_without_crops_or_video_is_named(corpus: AvecCorpus) -> None:
    (corpus.folder / "crops" / "Devel_02.gray").unlink()
    with pytest.raises(FileNotFoundError, match="no crops of Devel_02"):
        corpus.partitions(56)
    with pytest.raises(FileNotFoundError, match="no video Train_01"):
        AvecCorpus(corpus.folder, None, corpus.cache).partitions(56)


def test_short_gaps_are_bridged_and_long_ones_do_not_count(tmp_path: Path) -> None:
    source = Crops(tmp_path / "source", {2: 20, 3: 30, 7: 70})
    cached = SeriesCache(tmp_path / "cache", 112).open("Train_01", 10, source)
    assert cached.crops[:, 0, 0].tolist() == [20, 20, 20, 30, 30, 30, 30, 70, 70, 70]
    assert cached.seen.tolist() == [False, False, True, True, True, True, False, True, True, True]


def test_crops_are_made_smaller_by_the_mean(tmp_path: Path) -> None:
    source = Crops(tmp_path / "source", {0: 0})
    source.crops = lambda: iter([(0, np.indices((112, 112)).sum(0).astype(np.uint8))])
    cached = SeriesCache(tmp_path / "cache", 28).open("Train_01", 1, source)
    assert cached.crops[0, 0, :3].tolist() == [3, 7, 11]
    with pytest.raises(ValueError, match="by whole factors, not to 50"):
        SeriesCache(tmp_path / "cache", 50)


def test_a_cache_is_made_once_and_again_when_interrupted_or_outdated(tmp_path: Path) -> None:
    source = Crops(tmp_path / "source", {0: 1})
    cache = SeriesCache(tmp_path / "cache", 112)
    for _ in range(2):
        cache.open("Train_01", 3, source)
    assert source.reads == 1
    (cache.folder / "Train_01.json").unlink()
    (cache.folder / "Train_01.gray.partial").write_bytes(b"half of it")
    assert cache.open("Train_01", 3, source).crops.shape == (3, 112, 112)
    assert source.reads == 2
    source.files[0].write_text("changed")
    cache.open("Train_01", 3, source)
    assert source.reads == 3
    (cache.folder / "Train_01.gray").write_bytes(b"short")
    with pytest.raises(ValueError, match=r"Train_01\.gray: 37632 bytes expected for 3 crops, found 5: remove"):
        cache.open("Train_01", 3, source)
    (cache.folder / "Train_01.json").write_text('{"ticks": 3,')
    with pytest.raises(ValueError, match=r"Train_01\.json:1: not a record of cached crops"):
        cache.open("Train_01", 3, source)


def test_a_recording_without_a_face_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no face in any of the 10 ticks of Train_01"):
        SeriesCache(tmp_path / "cache", 112).open("Train_01", 10, Crops(tmp_path / "source", {10: 1}))


def test_of_two_faces_in_a_tick_the_most_confident_counts(corpus: AvecCorpus) -> None:
    path = corpus.folder / "crops" / "Train_01.csv"
    lines = path.read_text().splitlines()
    lines[2] = lines[2].replace(",1,t000001,0.9", ",0,t000002,0.95")
    path.write_text("\n".join(lines) + "\n")
    source = CropFileSource(path.with_suffix(".gray"))
    crops = dict(source.crops())
    assert sorted(crops) == [0, *range(2, 13)]
    assert np.array_equal(crops[0], np.fromfile(source.path, np.uint8).reshape(-1, 112, 112)[1])
    path.write_text("\n".join(lines).replace(",0.95", ",sure") + "\n")
    with pytest.raises(ValueError, match=r"Train_01\.csv:3: numbers expected for tick and confidence"):
        list(source.crops())


def write_pictures(folder: Path, frames: range) -> None:
    folder.mkdir(parents=True)
    for frame in frames:
        Image.fromarray(gray(frame)).save(folder / f"frame_det_00_{frame:06}.bmp")


def test_pictures_as_openface_writes_them_are_taken_by_its_table(tmp_path: Path) -> None:
    write_pictures(tmp_path / "Train_01_aligned", range(1, 21))
    rows = [f"{frame}, 0, {(frame - 1) / 25:.3f}, 0.98, {int(frame != 6)}" for frame in range(1, 21)]
    table = tmp_path / "Train_01.csv"
    table.write_text("\n".join(["frame, face_id, timestamp, confidence, success", *rows]) + "\n")
    source = PictureSource(tmp_path / "Train_01_aligned")
    assert [(tick, int(crop[0, 0])) for tick, crop in source.crops()] == [
        (0, 1), (1, 4), (2, 7), (3, 9), (4, 11), (5, 14), (6, 16), (7, 19),
    ]  # fmt: skip
    table.write_text("frame, timestamp, success\n1, zero, 1\n")
    with pytest.raises(ValueError, match=r"Train_01\.csv:2: numbers expected"):
        list(source.crops())
    table.write_text("frame, timestamp\n")
    with pytest.raises(ValueError, match=r"Train_01\.csv:1: column 'success' is missing"):
        list(source.crops())


def test_pictures_without_a_table_need_a_rate(tmp_path: Path) -> None:
    write_pictures(tmp_path / "Train_01", range(1, 11))
    assert [tick for tick, _ in PictureSource(tmp_path / "Train_01", rate=50).crops()] == [0, 1]
    with pytest.raises(ValueError, match="the pictures' times are not known"):
        list(PictureSource(tmp_path / "Train_01").crops())
    Image.new("L", (96, 96)).save(tmp_path / "Train_01" / "frame_det_00_000001.bmp")
    with pytest.raises(ValueError, match=r"000001\.bmp: a crop of 112×112 expected, found 96×96"):
        list(PictureSource(tmp_path / "Train_01", rate=50).crops())


def test_videos_are_cut_by_the_stream_program(corpus: AvecCorpus, tmp_path: Path) -> None:
    """The program is replaced by one that copies drawn crops; with the real one see tools/bench."""
    program = tmp_path / "affect"
    crops = corpus.folder / "crops"
    program.write_text(
        f'#!/bin/sh\nname=$(basename "$2" .avi)\n[ "$1 $3" = "crop --output" ] || exit 64\n'
        f'[ "$name" != Devel_02 ] || {{ echo "no face found" >&2; exit 64; }}\n'
        f'cp {crops}/$name.gray {crops}/$name.csv "$(dirname "$4")"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    videos = corpus.folder / "video"
    videos.mkdir()
    for path in corpus.labels.glob("*.csv"):
        (videos / f"{path.stem}.avi").touch()
    cut = AvecCorpus(corpus.folder, None, tmp_path / "other", affect=str(program))
    assert np.array_equal(cut.partition("Train", 112)[1].crops, corpus.partition("Train", 112)[1].crops)
    with pytest.raises(ValueError, match=r"Devel_02\.avi: affect crop failed: no face found"):
        cut.partition("Devel", 112)
    missing = AvecCorpus(corpus.folder, None, tmp_path / "third", affect=str(tmp_path / "gone"))
    with pytest.raises(ValueError, match="cannot be run to cut faces out of"):
        missing.partition("Devel", 112)


def test_licensed_recordings_stay_outside_repositories_and_are_marked(tmp_path: Path) -> None:
    (tmp_path / "avec").mkdir()
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    with pytest.raises(ValueError, match="lies in the repository"):
        keep_apart(tmp_path / "avec", tmp_path / "repository" / "cache")
    keep_apart(tmp_path / "avec", tmp_path / "cache")
    assert "research alone" in (tmp_path / "cache" / MARK_FILE).read_text()
    (tmp_path / "avec" / "corpus.json").write_text(drawn_series.TERMS)
    keep_apart(tmp_path / "avec", tmp_path / "repository" / "cache")
    assert not (tmp_path / "repository" / "cache" / MARK_FILE).exists()
    (tmp_path / "drawn").mkdir()
    (tmp_path / "drawn" / "render.json").write_text('{"ticks": 300, "seed": 1}')
    assert "render --ticks 300 --seed 1`" in corpus_terms(tmp_path / "drawn")[0]
    (tmp_path / "avec" / "corpus.json").write_text("{}")
    with pytest.raises(ValueError, match=r"corpus\.json: an object with description and licence expected"):
        keep_apart(tmp_path / "avec", tmp_path / "cache")


def test_stretches_give_mean_labels_and_leave_out_what_is_not_seen(corpus: AvecCorpus) -> None:
    series = corpus.partitions(28).train[1]
    assert series.ticks == 14
    series.seen[8:12] = False
    spec = tiny_spec("conv3d", "temporal", "causal", ("valence",), window=4)
    batches = list(stretches([series, None], 28, 16, 8, 2, spec))
    assert [batch.crops.shape for batch in batches] == [(2, 8, 28, 28), (2, 16, 28, 28)]
    assert [(batch.before, batch.after) for batch in batches] == [(0, 0), (8, 0)]
    label = series.labels["valence"]
    expected = [label[2:6].mean(), label[6:10].mean(), np.mean([*label[10:14]]), 0]
    found = np.concatenate([batch.targets[0, :, 0] for batch in batches])
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    assert np.concatenate([batch.counts[0] for batch in batches]).tolist() == [True, True, False, False]
    assert not any(batch.counts[1].any() for batch in batches)
    assert np.array_equal(batches[1].crops[0, :12], series.crops[:12])
    assert (batches[1].crops[0, 12:] == 128).all()


def test_chunks_are_whole_strides_and_leave_the_remainder_out() -> None:
    spec = tiny_spec("conv3d", "max", "same")
    parts = list(chunks(50, 20, spec))
    assert [(part.start, part.stop, part.before, part.after) for part in parts] == [
        (0, 16, 0, 8), (16, 32, 8, 8), (32, 48, 8, 0),
    ]  # fmt: skip
    assert list(chunks(7, 20, spec)) == []


def test_an_epoch_draws_each_recording_once_in_an_order_of_its_own() -> None:
    groups = epoch_groups(7, 3, seed=1, epoch=2)
    assert [len(group) for group in groups] == [3, 3, 1]
    assert sorted(number for group in groups for number in group) == list(range(7))
    assert groups == epoch_groups(7, 3, seed=1, epoch=2) != epoch_groups(7, 3, seed=1, epoch=3)


def test_prefetching_keeps_order_and_passes_errors_on() -> None:
    assert list(prefetched(iter(range(9)))) == list(range(9))

    def broken() -> object:
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(prefetched(broken()))


def test_short_series_are_repeated_by_the_stride_and_put_back_by_the_delay() -> None:
    steps = np.array([[1.0], [2.0]])
    assert repeated(steps, 3, 8)[:, 0].tolist() == [1, 1, 1, 2, 2, 2, 2, 2]
    assert delayed(np.array([1.0, 2, 3, 4]), 2).tolist() == [1, 1, 1, 2]
