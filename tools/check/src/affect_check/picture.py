"""Draws a run: valence and arousal over time, the state below, and the frames that were judged above.

affect run --source CLIP --speed max --print json | affect-picture CLIP docs/images/clip.svg
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

WIDTH, LEFT, RIGHT = 960, 64, 24
STRIP, PLOT, STATES = 84, 240, 16
THUMBNAILS = 8
COLOURS = {"valence": "#0072b2", "arousal": "#d55e00"}
STATE_COLOURS = {
    "tracking": "#009e73", "warming": "#e0c300", "hold": "#999999", "abstain": "#cc79a7",
    "absent": "#dddddd", "lost": "#dddddd", "offline": "#333333", "paused": "#56b4e9",
}  # fmt: skip


def thumbnail(clip: Path, seconds: float) -> str:
    """A small JPEG of the clip at that moment, as a data URL."""
    command = ["ffmpeg", "-v", "error", "-ss", f"{seconds:.3f}", "-i", str(clip), "-frames:v", "1"]
    command += ["-vf", "scale=-2:112", "-q:v", "8", "-f", "mjpeg", "pipe:1"]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    return "data:image/jpeg;base64," + base64.b64encode(data).decode()


def polyline(points: list[tuple[float, float]], colour: str) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>'


def segments(messages: list[dict[str, Any]], key: str) -> list[list[dict[str, Any]]]:
    """Runs of messages without a missing value."""
    result: list[list[dict[str, Any]]] = [[]]
    for message in messages:
        if message[key] is None:
            result.append([])
        else:
            result[-1].append(message)
    return [run for run in result if len(run) > 1]


def draw(messages: list[dict[str, Any]], clip: Path) -> str:
    first, last = messages[0]["tick"], messages[-1]["tick"] + 1
    top = STRIP + 16
    bottom = top + PLOT

    def x(tick: float) -> float:
        return LEFT + (tick - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return bottom - (value + 1) / 2 * PLOT

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 84}" font-family="sans-serif" '
        'font-size="13" role="img" aria-label="Valence and arousal over a clip">',
        f'<rect width="{WIDTH}" height="{bottom + 84}" fill="#ffffff"/>',
    ]
    step = (WIDTH - LEFT - RIGHT) / THUMBNAILS
    for index in range(THUMBNAILS):
        tick = first + (index + 0.5) * (last - first) / THUMBNAILS
        parts.append(
            f'<image href="{thumbnail(clip, tick / 10)}" x="{LEFT + index * step + 2:.1f}" y="4" '
            f'width="{step - 4:.1f}" height="{STRIP}" preserveAspectRatio="xMidYMid slice"/>'
        )
    for value in (-1, -0.5, 0, 0.5, 1):
        colour = "#888888" if value == 0 else "#e4e4e4"
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="{colour}"/>'
        )
        parts.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end" fill="#444">{value:+g}</text>')
    for second in range((first + 9) // 10, last // 10 + 1, 2):
        parts.append(
            f'<text x="{x(second * 10):.1f}" y="{bottom + STATES + 26}" text-anchor="middle" '
            f'fill="#444">{second} s</text>'
        )
    for message in messages:
        fill = STATE_COLOURS[message["state"]]
        width = (WIDTH - LEFT - RIGHT) / (last - first) + 0.3
        parts.append(
            f'<rect x="{x(message["tick"]):.1f}" y="{bottom + 6}" width="{width:.2f}" '
            f'height="{STATES - 8}" fill="{fill}"/>'
        )
    for key, colour in COLOURS.items():
        for run in segments(messages, key):
            parts.append(polyline([(x(m["tick"] + 0.5), y(m[key])) for m in run], colour))
    legend = LEFT
    states = dict.fromkeys(message["state"] for message in messages)
    for name, colour in [*COLOURS.items(), *((state, STATE_COLOURS[state]) for state in states)]:
        parts.append(f'<rect x="{legend}" y="{bottom + 56}" width="14" height="14" fill="{colour}"/>')
        parts.append(f'<text x="{legend + 20}" y="{bottom + 68}" fill="#222">{name}</text>')
        legend += 40 + 8 * len(name)
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("clip", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    messages = [json.loads(line) for line in sys.stdin]
    followed = [m for m in messages if m["topic"].startswith("affect.") and m["primary"]]
    if not followed:
        parser.error("standard input holds no affect. message: pipe `affect run --print json` into this")
    arguments.output.write_text(draw(followed, arguments.clip))


if __name__ == "__main__":
    main()
