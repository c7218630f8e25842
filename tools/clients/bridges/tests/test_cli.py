"""What `affect-bridge` refuses."""

from __future__ import annotations

import pytest

from affect_bridges import BridgeError
from affect_bridges.cli import address, main


@pytest.mark.parametrize("text", ["127.0.0.1:9000", "localhost:1", "[::1]:9000", "127.3.2.1:65535"])
def test_addressOfThisMachine_isAccepted(text: str) -> None:
    assert address(text, "--to", False)[1] == int(text.rpartition(":")[2])


@pytest.mark.parametrize("text", ["192.168.1.5:9000", "0.0.0.0:9000", "example.org:9000", "[::]:9000"])
def test_addressBeyondThisMachine_needsPublic(text: str) -> None:
    with pytest.raises(BridgeError, match="--public"):
        address(text, "--to", False)
    assert address(text, "--to", True)


@pytest.mark.parametrize("text", ["", "9000", "localhost", ":9000", "localhost:0", "localhost:65536", "localhost:x"])
def test_malformedAddress_isRefused(text: str) -> None:
    with pytest.raises(BridgeError, match="HOST:PORT"):
        address(text, "--to", True)


def test_refusals_areASentenceAndAStatus(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["osc", "--to", "192.168.1.5:9000"]) == 78
    assert capsys.readouterr().err.startswith("affect-bridge: --to 192.168.1.5:9000: lies beyond this machine")
    assert main(["lsl", "--keys", "/nowhere"]) == 78
    with pytest.raises(SystemExit) as exit_:
        main(["telnet"])
    assert exit_.value.code == 64
