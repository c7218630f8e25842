"""Bad input: one sentence that says what, why and what to do next, and the documented exit status."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import CLIPS, ROOT, free_port, running, subscriber

USAGE, BAD_CONFIGURATION = 64, 78


def run(affect: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([affect, *arguments], capture_output=True, text=True, timeout=60, check=False)


def sentence(result: subprocess.CompletedProcess[str], status: int) -> str:
    assert result.returncode == status, result.stderr
    lines = [line for line in result.stderr.splitlines() if not line.startswith("affect: publishing on ")]
    assert len(lines) == 1, result.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("content", "says"),
    [(None, "No such file or directory"), (b"", "holds no frame"), (b"this is text\n" * 20, "is no video")],
    ids=["missing", "empty", "text"],
)
def test_sourceThatIsNoVideo_saysWhy(affect: str, tmp_path: Path, content: bytes | None, says: str) -> None:
    source = tmp_path / "source.mp4"
    if content is not None:
        source.write_bytes(content)
    text = sentence(run(affect, "run", "--source", str(source), "--feed", f"ipc://{tmp_path}/f"), BAD_CONFIGURATION)
    assert str(source) in text
    assert says in text


def test_truncatedClip_playsToTheBreak(affect: str, tmp_path: Path) -> None:
    cut = tmp_path / "cut.mkv"
    cut.write_bytes((CLIPS / "single-face.mkv").read_bytes()[:200_000])
    options = ("--speed", "max", "--feed", f"ipc://{tmp_path}/f", "--print", "json")
    result = run(affect, "run", "--source", str(cut), *options)
    assert result.returncode == 0
    assert len(result.stdout.splitlines()) > 5
    assert "broken off at byte" in result.stderr


def test_fileThatIsNoCamera_saysSo(affect: str, tmp_path: Path) -> None:
    text = sentence(run(affect, "run", "--camera", "/dev/null", "--feed", f"ipc://{tmp_path}/f"), BAD_CONFIGURATION)
    assert "/dev/null" in text


def test_missingModel_saysWhereItLooked(affect: str, tmp_path: Path) -> None:
    missing = tmp_path / "none.safetensors"
    text = sentence(run(affect, "model", "inspect", str(missing)), BAD_CONFIGURATION)
    assert str(missing) in text


@pytest.mark.parametrize("keep", [0, 4, 200, 5000, 100_000])
def test_truncatedModel_isRefused(affect: str, tmp_path: Path, keep: int) -> None:
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes((ROOT / "models" / "affect-base.safetensors").read_bytes()[:keep])
    assert str(broken) in sentence(run(affect, "model", "inspect", str(broken)), BAD_CONFIGURATION)


@pytest.mark.parametrize("transport", ["ipc", "tcp"])
def test_endpointOfARunningInstance_isRefusedAndTheFirstGoesOn(affect: str, endpoint: str, transport: str) -> None:
    clip = str(CLIPS / "single-face.mkv")
    if transport == "tcp":
        endpoint = f"tcp://127.0.0.1:{free_port()}"
    with running(affect, endpoint, "--source", clip, "--loop"), subscriber(endpoint, "affect.") as socket:
        socket.recv_multipart()
        text = sentence(run(affect, "run", "--source", clip, "--feed", endpoint), BAD_CONFIGURATION)
        assert "another instance" in text or "is taken by another program (EADDRINUSE)" in text
        socket.recv_multipart()


def test_endpointBeyondThisMachine_isRefused(affect: str) -> None:
    clip = str(CLIPS / "single-face.mkv")
    text = sentence(run(affect, "run", "--source", clip, "--feed", "tcp://0.0.0.0:5570"), BAD_CONFIGURATION)
    assert "refused" in text


@pytest.mark.parametrize(
    "arguments",
    [("run", "--nonsense"), ("run", "--speed", "quick"), ("run", "--faces", "many"), ("run", "--loop"), ("dance",)],
    ids=" ".join,
)
def test_unknownFlagOrValue_isAUsageError(affect: str, arguments: tuple[str, ...]) -> None:
    result = run(affect, *arguments)
    assert result.returncode == USAGE
    assert "Error:" in result.stderr
    assert "--help" in result.stderr or "Usage:" in result.stderr


@pytest.mark.parametrize("command", ["run", "watch", "devices", "doctor", "model inspect", "look", "crop", "keygen"])
def test_help_hasAnExample(affect: str, command: str) -> None:
    result = run(affect, *command.split(), "--help")
    assert result.returncode == 0
    assert f"Example: affect {command}" in result.stdout
