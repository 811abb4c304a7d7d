# SPDX-License-Identifier: MIT
"""Makes the archives for `pulumi plugin install resource together VERSION`, for `--file` and for a `--server`.

`python -m tools.plugin_archive [FOLDER]` writes one archive per platform into FOLDER (default: dist/). An archive
contains a launcher, which runs the plugin in a Python that has the package pulumi_together installed. In contrast to
the folder pulumi-plugin, an archive needs neither Git nor Pulumi's language host for Python.
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
# The name of the executable that the engine looks for. On Windows it accepts only .exe and .cmd.
EXECUTABLES = {"linux": NAME, "darwin": NAME, "windows": f"{NAME}.cmd"}
LAUNCH = "launch.py"  # the executable runs this file
ARCHITECTURES = ("amd64", "arm64")


def archives() -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each archive. The content is reproducible; `--server` needs these names."""
    for system, executable in EXECUTABLES.items():
        files = {
            "LICENSE": (LICENSE, 0o644),
            LAUNCH: (LAUNCHERS / LAUNCH, 0o644),
            executable: (LAUNCHERS / executable, 0o755),
        }
        content = _tar_gz({name: (path.read_bytes(), mode) for name, (path, mode) in files.items()})
        for architecture in ARCHITECTURES:
            yield f"{NAME}-v{core.VERSION}-{system}-{architecture}.tar.gz", content


def _tar_gz(files: dict[str, tuple[bytes, int]]) -> bytes:
    """Pack files (name -> content, mode) without times, owners and paths of this machine."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, (content, mode) in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), mode
            archive.addfile(member, io.BytesIO(content))
    return gzip.compress(tar.getvalue(), mtime=0)


def main() -> None:
    """Write the archives and print their paths."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in archives():
        (folder / name).write_bytes(content)
        print(folder / name)


if __name__ == "__main__":
    main()
