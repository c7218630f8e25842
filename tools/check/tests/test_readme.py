"""What the README tells people to do, done."""

from __future__ import annotations

import re
import subprocess
import sys

from conftest import CLIPS, ROOT, free_port, running


def test_subscriberOfTheReadme_printsLiveValues(affect: str) -> None:
    text = (ROOT / "README.md").read_text()
    program = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert program is not None
    assert len(program[1].splitlines()) == 6
    endpoint = f"tcp://127.0.0.1:{free_port()}"
    code = program[1].replace("tcp://127.0.0.1:5570", endpoint)
    assert endpoint in code
    with running(affect, endpoint, "--source", str(CLIPS / "wolfgang-langer.mkv"), "--loop"):
        reader = subprocess.Popen([sys.executable, "-u", "-c", code], stdout=subprocess.PIPE, text=True)
        assert reader.stdout is not None
        lines = [reader.stdout.readline().split() for _ in range(25)]
        reader.kill()
        reader.wait()
    ticks = [int(line[0]) for line in lines]
    assert ticks == list(range(ticks[0], ticks[0] + 25))
    assert {line[1] for line in lines} <= {"warming", "tracking", "hold"}
    assert all(-1 <= float(value) <= 1 for line in lines for value in line[2:])


def test_filesThatTheReadmeNames_exist() -> None:
    text = (ROOT / "README.md").read_text()
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        if not target.startswith("http"):
            assert (ROOT / target).exists(), target
