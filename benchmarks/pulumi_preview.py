# SPDX-License-Identifier: MIT
"""A Pulumi preview that looks up endpoints, compared with the preview of an empty program."""

from __future__ import annotations

import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pulumi import automation as auto

from pulumi_engine import PASSPHRASE, Stack, pulumi_root
from pulumi_launchers import install_dynamic_provider, install_plugin

from . import server
from .measure import API_KEY, SCRIPTS, api_environment, interleave, run_process, summarize
from .tables import Benchmark, Figures, Row, Table, comparison, ratio

ENDPOINTS, ROUNDS = 1_000, 15
EMPTY = "an empty program"
TEXT = """\
A new process previews an inline program with the Automation API and the real engine, as `pulumi preview` does. The API
has {endpoints:,} endpoints, and each lookup is for another model. `functions` are those of `pulumi_together`, which run
in the program's process; `resource` is its `Endpoint`, which Pulumi's dynamic provider reads, and has no goal; `plugin`
is the provider plugin. The times are those of the whole process."""
PREVIEW_TEXT = "The same runs, without the start of Python, the SDK and the stack: only the call of `preview`."


class Program(NamedTuple):
    """A program: the front end that it uses, its number of lookups, and the highest ratio that is a success."""

    front_end: str
    lookups: int
    goal: float | None = None


PROGRAMS = {
    EMPTY: Program("empty", 0),
    "functions, 1 lookup": Program("functions", 1, 1.1),
    "functions, 20 lookups": Program("functions", 20, 1.1),
    "resource, 1 lookup": Program("resource", 1),
    "resource, 20 lookups": Program("resource", 20),
    "plugin, 1 lookup": Program("plugin", 1, 1.6),
    "plugin, 20 lookups": Program("plugin", 20, 1.6),
}


def measure(quick: bool) -> Figures:
    """Measure the processes and their previews. Raises NoEngineError if there is no engine and none can be built."""
    root = pulumi_root() or ""
    with server.serve_endpoints(ENDPOINTS) as url, tempfile.TemporaryDirectory() as folder:
        environment = _set_up(Path(folder), root, url)
        contestants = {
            name: partial(_preview, program, folder, root, environment) for name, program in PROGRAMS.items()
        }
        rounds = interleave(contestants, 1 if quick else ROUNDS)
    return {
        "process": summarize({name: [process for process, _ in seconds] for name, seconds in rounds.items()}),
        "preview": summarize({name: [preview for _, preview in seconds] for name, seconds in rounds.items()}),
    }


def tables(figures: Figures) -> list[Table]:
    """Make a table of the whole process and one of the preview alone."""
    rows = [Row(name, EMPTY, program.goal) for name, program in PROGRAMS.items()]
    text = TEXT.format(endpoints=ENDPOINTS)
    preview_rows = [row._replace(goal=None) for row in rows]
    return [
        comparison("A Pulumi preview: the process", text, figures["process"], rows),
        comparison("A Pulumi preview: the call", PREVIEW_TEXT, figures["preview"], preview_rows),
    ]


def conclusion(figures: Figures) -> str:
    """Compare the front ends with an empty program."""
    ratios = {name: f"{ratio(figures['process'], name, EMPTY):.2f}" for name in PROGRAMS}
    return (
        f"A Pulumi preview with 20 lookups takes {ratios['functions, 20 lookups']} (functions), "
        f"{ratios['plugin, 20 lookups']} (plugin) and {ratios['resource, 20 lookups']} (resource) times as long as one "
        f"of an empty program."
    )


def _set_up(folder: Path, root: str, url: str) -> dict[str, str]:
    """Create the stack and its configuration, install the plugin, and return the environment of the programs."""
    plugin = install_plugin(folder / "home")
    install_dynamic_provider(folder / "bin")
    config = {"together:apiKey": auto.ConfigValue(API_KEY, secret=True), "together:baseUrl": auto.ConfigValue(url)}
    Stack(auto.PulumiCommand(root=root or None), folder, lambda: None, config=config)
    return {
        **api_environment(url),
        **plugin,
        "PATH": os.pathsep.join([str(folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PULUMI_BACKEND_URL": f"file://{folder / 'backend'}",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def _preview(program: Program, folder: str, root: str, environment: dict[str, str]) -> tuple[float, float]:
    """Return the seconds of the process, and of its preview."""
    models = [server.model(number) for number in range(program.lookups)]
    command = [sys.executable, SCRIPTS / "preview.py", program.front_end, folder, root, *models]
    expected = server.endpoint_id(program.lookups - 1) if models else "preview"
    cost = run_process(command, expected, Path(folder), environment)
    return cost.seconds, float(cost.output.rpartition("preview ")[2])


BENCHMARK = Benchmark(measure, tables, conclusion)
