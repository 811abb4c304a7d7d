# SPDX-License-Identifier: MIT
"""The ansible-core lines that the collection supports, each with the Pythons it can run on."""

from __future__ import annotations

from importlib import metadata

from . import pythons, venvs
from .bench import Bench

# The newest release of each line. Which Python comes first varies, so that together they cover 3.10 to 3.13.
CORES = {
    "2.16.19": ("3.10", "3.11", "3.12"),
    "2.17.14": ("3.12", "3.11", "3.10"),
    "2.18.19": ("3.11", "3.12", "3.13"),
    "2.19.14": ("3.13", "3.12", "3.11"),
    "2.20.10": ("3.12", "3.13"),
    "2.21.5": ("3.13", "3.12"),
}


def chosen(wanted: str) -> list[str]:
    """Versions: `dev` is the one in .venv, `all` are all, else lines such as `2.16,2.21`. Raises ValueError."""
    if wanted == "all":
        return list(CORES)
    if wanted == "dev":
        return [metadata.version("ansible-core")]
    lines = {line(version): version for version in CORES}
    unknown = [name for name in wanted.split(",") if name not in lines]
    if unknown:
        raise ValueError(f"CORES: expected dev, all, or some of {','.join(lines)}; found {','.join(unknown)}")
    return [lines[name] for name in wanted.split(",")]


def line(version: str) -> str:
    """`2.16` of `2.16.19`."""
    return version.rpartition(".")[0]


def bench(version: str) -> Bench | None:
    """A bench with this ansible-core; None: this machine has no Python for it. Raises RuntimeError."""
    for name in CORES[version]:
        python = pythons.find(name)
        if python:
            made = venvs.make(f"core-{line(version)}", python, f"ansible-core=={version}", "--group", "shell")
            return Bench(version, name, made)
    return None


def needed(version: str) -> str:
    """In words, what `bench` looked for."""
    return f"no Python {' or '.join(CORES[version])} here"
