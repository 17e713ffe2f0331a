"""Line plots on logarithmic axes, as SVG."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 760, 460, 70, 210, 40, 50
COLOURS = ["#c0392b", "#2471a3", "#1e8449", "#b7950b", "#7d3c98", "#566573", "#ca6f1e", "#117a65"]
Points = Sequence[tuple[float, float]]


def _decades(values: list[float]) -> tuple[int, int]:
    return math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))


def lines(path: Path, title: str, data: Mapping[str, Points], x_name: str, y_name: str) -> None:
    """Write a plot of the lines, named at their ends."""
    x0, x1 = _decades([x for points in data.values() for x, _ in points])
    y0, y1 = _decades([y for points in data.values() for _, y in points])

    def place(x: float, y: float) -> tuple[float, float]:
        across = (math.log10(x) - x0) / max(x1 - x0, 1)
        up = (math.log10(y) - y0) / max(y1 - y0, 1)
        return LEFT + across * (WIDTH - LEFT - RIGHT), HEIGHT - BOTTOM - up * (HEIGHT - TOP - BOTTOM)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"',
        ' font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="15">{escape(title)}</text>',
    ]
    for k in range(x0, x1 + 1):
        x, bottom = place(10**k, 10**y0)
        out.append(f'<path d="M{x:.0f} {bottom:.0f}V{TOP}" stroke="#ddd"/>')
        out.append(f'<text x="{x:.0f}" y="{bottom + 18:.0f}" text-anchor="middle">{10**k:,}</text>')
    for k in range(y0, y1 + 1):
        x, y = place(10**x0, 10.0**k)
        out.append(f'<path d="M{x:.0f} {y:.0f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        out.append(f'<text x="{x - 8:.0f}" y="{y + 4:.0f}" text-anchor="end">{10.0**k:,g}</text>')
    middle = (LEFT + WIDTH - RIGHT) / 2
    out.append(f'<text x="{middle:.0f}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_name)}</text>')
    out.append(
        f'<text transform="translate(16 {HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">{escape(y_name)}</text>'
    )
    heights: list[float] = []
    for n, (name, points) in enumerate(sorted(data.items(), key=lambda item: -item[1][-1][1])):
        colour = COLOURS[n % len(COLOURS)]
        at = [place(*p) for p in points]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
        out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{way}"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in at]
        x, y = at[-1]
        while any(abs(y - h) < 14 for h in heights):
            y += 3
        heights.append(y)
        out.append(f'<text x="{x + 8:.0f}" y="{y + 4:.0f}" fill="{colour}">{escape(name)}</text>')
    path.write_text("\n".join([*out, "</svg>", ""]), "utf-8")
