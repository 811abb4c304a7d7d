# SPDX-License-Identifier: MIT
"""Plots growth as an SVG that is readable on light and dark pages."""

from __future__ import annotations

from pathlib import Path
from statistics import median

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from .growth import ALTERNATIVE, BASELINE, CORE, MEMORY_GOAL
from .tables import Figures

GREY = "#767676"  # has a contrast of 4.5 to 1 with both white and black
LINES = {  # distinguishable without colour
    CORE: {"color": "#3b82c4", "marker": "o"},
    BASELINE: {"color": "#d1661f", "marker": "s", "linestyle": "--"},
}
STYLE = {
    "svg.fonttype": "none",  # text, not outlines
    "svg.hashsalt": "growth",  # equal figures produce equal files
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


def draw(figures: Figures, path: Path) -> None:
    """Write the plot of the figures of growth.py to a file."""
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(9, 3.6), layout="constrained")
        time, memory = figure.subplots(1, 2)
        for name, sizes in figures.items():
            counts = [size["endpoints"] for size in sizes]
            time.plot(counts, [median(size["seconds"]) for size in sizes], label=name, **LINES[name])
            memory.plot(counts, [size["peak_memory"] / 1e6 for size in sizes], label=name, **LINES[name])
        core = figures[CORE]
        goal = [(core[0]["peak_memory"] + MEMORY_GOAL * size["response"]) / 1e6 for size in core]
        label = f"goal: {MEMORY_GOAL:g} bytes per byte of the response"
        memory.plot([size["endpoints"] for size in core], goal, ":", color=GREY, label=label)
        _label(time, "Time of a lookup in a new process", "seconds")
        _label(memory, "Peak memory", "MB")
        figure.savefig(path, transparent=True, metadata={"Title": ALTERNATIVE, "Date": None})


def _label(axes: Axes, title: str, unit: str) -> None:
    axes.set(title=title, xlabel="endpoints that the API lists", ylabel=unit)
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _position: f"{value:,.0f}"))
    axes.grid(visible=True)
    axes.legend(frameon=False)
