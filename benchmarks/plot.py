# SPDX-License-Identifier: MIT
"""The plot of growth, as an SVG that reads on light and dark pages alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from .growth import ALTERNATIVE, BASELINE, CORE, MEMORY

GREY = "#767676"  # as far from white as from black, 4.5 to 1
LOOKS = {  # told apart without colour, too
    CORE: {"color": "#3b82c4", "marker": "o"},
    BASELINE: {"color": "#d1661f", "marker": "s", "linestyle": "--"},
}
STYLE = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "growth",  # equal figures make equal files
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": GREY,
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "grid.color": GREY,
    "grid.alpha": 0.3,
    "axes.spines.top": False,
    "axes.spines.right": False,
}

Sizes = Mapping[str, Sequence[Mapping[str, Any]]]  # way -> the fields of growth.Size, of each size


def draw(sizes: Sizes, path: Path) -> None:
    """Write the plot."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        time, memory = figure.subplots(1, 2)
        for way, of_way in sizes.items():
            rows = [size["rows"] for size in of_way]
            time.plot(rows, [median(size["seconds"]) for size in of_way], label=way, **LOOKS[way])
            memory.plot(rows, [size["peak"] / 1e6 for size in of_way], label=way, **LOOKS[way])
        core = sizes[CORE]
        goal = [(core[0]["peak"] + MEMORY * size["body"]) / 1e6 for size in core]
        memory.plot([size["rows"] for size in core], goal, ":", color=GREY, label=f"goal: {MEMORY:g} times the body")
        _label(time, "Time from start to id", "seconds")
        _label(memory, "Peak memory", "MB")
        figure.savefig(path, transparent=True, metadata={"Title": ALTERNATIVE, "Date": None})


def _label(axes: Axes, title: str, unit: str) -> None:
    axes.set(title=title, xlabel="endpoints that the API lists", ylabel=unit)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _position: f"{value:,.0f}"))
    axes.grid(visible=True)
    axes.legend(frameon=False)
