# SPDX-License-Identifier: MIT
"""A Pulumi preview that looks up endpoints, through each of the three doors, over the preview of an empty program."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pulumi import automation as auto

from pulumi_engine import PASSPHRASE, Stack, pulumi_root
from pulumi_together import __version__

from . import wire
from .measure import API_KEY, ROOT, SCRIPTS, Claim, Result, comparison, interleaved, process

PACKAGES = ROOT / "pulumi_provider"
LAUNCHER = PACKAGES / "pulumi_together" / "plugin" / "launchers" / "pulumi-resource-together"
DYNAMIC = f'#!/bin/sh\nexec "{sys.executable}" -u -m pulumi.dynamic "$@"\n'
ENDPOINTS, ROUNDS = 1_000, 15
TEXT = """\
Each round is a new process that previews an inline program by the Automation API, as `pulumi preview` would, with the
real engine; the API has {endpoints:,} endpoints, and every lookup asks for another model. A: functions of
`pulumi_together`. B: its resource `Endpoint`, which a dynamic provider reads; it has no goal. C: functions of the
provider plugin. """
WHOLE = "The whole process, from start to exit."
ALONE = "Of the same runs only the call of `preview`, without the start of Python, of the SDK and of the stack."


class Way(NamedTuple):
    """A door, how many lookups go through it, and the highest ratio to an empty program."""

    name: str
    door: str
    lookups: int
    goal: float | None = None


EMPTY = "an empty program"
WAYS = (
    Way(EMPTY, "empty", 0),
    Way("A, 1 lookup", "A", 1, 1.1),
    Way("A, 20 lookups", "A", 20, 1.1),
    Way("B, 1 lookup", "B", 1),
    Way("B, 20 lookups", "B", 20),
    Way("C, 1 lookup", "C", 1, 1.6),
    Way("C, 20 lookups", "C", 20, 1.6),
)


def measure(quick: bool) -> Result:
    """The whole process, and the preview alone. Raises NoEngineError where there is no engine and none can be built."""
    root = pulumi_root() or ""
    with wire.serving(ENDPOINTS) as url, tempfile.TemporaryDirectory() as folder:
        environment = _prepared(Path(folder), root, url)
        ways = {way.name: partial(_preview, way, folder, root, environment) for way in WAYS}
        rounds = interleaved(ways, 1 if quick else ROUNDS)
    wholes = {name: [whole for whole, _ in seconds] for name, seconds in rounds.items()}
    alone = {name: [preview for _, preview in seconds] for name, seconds in rounds.items()}
    goals = [Claim(way.name, EMPTY, way.goal) for way in WAYS]
    text = TEXT.format(endpoints=ENDPOINTS)
    return Result(
        [
            comparison("A Pulumi preview: the whole process", text + WHOLE, wholes, goals),
            comparison("A Pulumi preview: alone", ALONE, alone, [claim._replace(goal=None) for claim in goals]),
        ],
        {},
    )


def _prepared(folder: Path, root: str, url: str) -> dict[str, str]:
    """A stack with its configuration, the plugin installed, and the environment that both need."""
    installed = folder / "home" / "plugins" / f"resource-together-v{__version__}"
    installed.mkdir(parents=True)
    shutil.copy(LAUNCHER, installed)
    dynamic = folder / "bin" / "pulumi-resource-pulumi-python"  # which a distribution of Pulumi brings
    dynamic.parent.mkdir()
    dynamic.write_text(DYNAMIC)
    dynamic.chmod(0o755)
    config = {"together:apiKey": auto.ConfigValue(API_KEY, secret=True), "together:baseUrl": auto.ConfigValue(url)}
    Stack(auto.PulumiCommand(root=root or None), folder, lambda: None, config=config)
    return {
        "PATH": os.pathsep.join([str(dynamic.parent), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(PACKAGES),
        "PULUMI_TOGETHER_PYTHON": sys.executable,
        "PULUMI_BACKEND_URL": f"file://{folder / 'backend'}",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def _preview(way: Way, folder: str, root: str, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds: of the whole process, and of the preview alone."""
    models = [wire.model(number) for number in range(way.lookups)]
    command = [sys.executable, SCRIPTS / "preview.py", way.door, folder, root, *models]
    answer = wire.endpoint_id(way.lookups - 1) if models else "preview"
    cost = process(command, answer, Path(folder), environment)
    return cost.seconds, float(cost.said.rpartition("preview ")[2])
