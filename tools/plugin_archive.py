# SPDX-License-Identifier: MIT
"""Makes the archives that `pulumi plugin install resource together VERSION` takes, by `--file` or from a `--server`.

`python -m tools.plugin_archive [FOLDER]` writes one for each platform, into dist/ or FOLDER. What is in an archive is a
launcher: the plugin itself runs in a Python that has the package pulumi_together. A `PulumiPlugin.yaml` instead would
need Pulumi's language host for Python, which programs in YAML, TypeScript and Go do without.
"""

from __future__ import annotations

import gzip
import io
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

from pulumi_together._core import client as core

ROOT = Path(__file__).resolve().parent.parent
LAUNCHERS = ROOT / "pulumi_provider" / "pulumi_together" / "plugin" / "launchers"
LICENSE = ROOT / "LICENSES" / "MIT.txt"
NAME = "pulumi-resource-together"
# Where the engine looks for a plugin's executable: on Windows only for names that end in .exe and .cmd.
EXECUTABLES = {"linux": NAME, "darwin": NAME, "windows": f"{NAME}.cmd"}
MACHINES = ("amd64", "arm64")


def archives() -> Iterator[tuple[str, bytes]]:
    """Each archive: its name, which is the one that `--server` is asked for, and its bytes, always the same."""
    for system, executable in EXECUTABLES.items():
        files = {"LICENSE": (LICENSE, 0o644), executable: (LAUNCHERS / executable, 0o755)}
        packed = _packed({name: (path.read_bytes(), mode) for name, (path, mode) in files.items()})
        for machine in MACHINES:
            yield f"{NAME}-v{core.VERSION}-{system}-{machine}.tar.gz", packed


def _packed(files: dict[str, tuple[bytes, int]]) -> bytes:
    """A tar.gz of files, name -> (content, mode), without anything of this machine: no times, owners or paths."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, (content, mode) in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), mode
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(tar.getvalue(), mtime=0)


def main() -> None:
    """Write them, and say where."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in archives():
        (folder / name).write_bytes(content)
        print(folder / name)


if __name__ == "__main__":
    main()
