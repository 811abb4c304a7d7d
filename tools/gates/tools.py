# SPDX-License-Identifier: MIT
"""The gates that are single tools, all in one virtual environment: the group `collection` of pyproject.toml."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from . import venvs
from .bench import COLLECTION, Bench, GateError
from .venvs import CACHE, ROOT

HOME = CACHE / "gates" / "home"
EXAMPLES = ROOT / "examples" / "ansible"
# Galaxy takes no collection without a repository, and there is no public one yet: the import is tried with this one.
STAND_IN = "https://repository.invalid/together.ai"


def bench() -> Bench:
    """The bench of all gates in this file. Raises RuntimeError."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    made = venvs.make("tools", Path(sys.executable), "--group", "collection")
    code = "from ansible.release import __version__; print(__version__)"
    core = subprocess.run([made / "python", "-c", code], stdout=subprocess.PIPE, text=True, check=True)
    return Bench(core.stdout.strip(), python, made)


def ansible_lint(bench: Bench) -> str:
    """All rules of the production profile, on the collection and on the examples."""
    command = ["ansible-lint", "--offline", "--strict", "--nocolor", "--config-file", ROOT / ".ansible-lint"]
    with _copy() as copy:  # in place it would lint what ansible-test leaves there as well
        where = {"ANSIBLE_COLLECTIONS_PATH": str(copy.parents[2]), "ANSIBLE_HOME": str(HOME)}
        collection = bench.check("ansible-lint", command, cwd=copy, environment=where)
        examples = bench.check("ansible-lint-examples", [*command, EXAMPLES.relative_to(ROOT)], environment=where)
    seen = [re.search(r"in (\d+) files", printed) for printed in (collection, examples)]
    if not all(seen):
        raise GateError(f"ansible-lint looked at nothing:\n{collection}{examples}")
    return "profile production, " + " and ".join(f"{found[1]} files" for found in seen if found)


def yamllint(bench: Bench) -> str:
    """All tests of yamllint, on every YAML file of the project."""
    bench.check("yamllint", ["yamllint", "--strict", "."])
    files = bench.check("yamllint-files", ["yamllint", "--list-files", "."]).splitlines()
    if not files:
        raise GateError("yamllint looked at nothing")
    return f"{len(files)} files"


def antsibull_docs(bench: Bench) -> str:
    """The documentation of the plugins, and the site that is made from it and from docs/docsite, without a warning."""
    command = ["antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "all"]
    bench.check("antsibull-docs", [*command, "--disallow-unknown-collection-refs", COLLECTION])
    site = bench.check("docs-site", ["python", "-m", "tools.docs_site", CACHE / "docs_site"])
    return site.partition(":")[0]


def antsibull_changelog(bench: Bench) -> str:
    """The fragments and changelog.yaml are well-formed, name every plugin, and CHANGELOG.rst is what they make."""
    tool = "antsibull-changelog"
    bench.check(tool, [tool, "lint"], cwd=COLLECTION)
    source, made = Path("changelogs", "changelog.yaml"), Path("CHANGELOG.rst")
    plugins = [path.stem for kind in ("lookup", "modules") for path in (COLLECTION / "plugins" / kind).glob("*.py")]
    with _copy() as copy:
        bench.check(tool, [tool, "lint-changelog-yaml", "--strict", copy / source])
        generate = [tool, "generate", "--reload-plugins", "--refresh-plugins"]
        bench.check(tool, generate, cwd=copy, environment={"ANSIBLE_HOME": str(HOME)})
        stale = [str(name) for name in (source, made) if (copy / name).read_text() != (COLLECTION / name).read_text()]
        stale += [name for name in plugins if f"name: {name}\n" not in (copy / source).read_text()]
    if stale:
        raise GateError(f"`make changelog` has not been run since these changed: {', '.join(stale)}")
    return f"up to date, with {len(plugins)} plugins"


def ansible_builder(bench: Bench) -> str:
    """An execution environment that takes the collection in gets what its plugins need."""
    printed = bench.check("ansible-builder", ["ansible-builder", "introspect", ROOT])
    needed = re.findall(r"^\w.*", (COLLECTION / "requirements.txt").read_text(), re.MULTILINE)
    missing = [library for library in needed if library not in printed]
    if missing or not needed:
        raise GateError(f"an execution environment would lack {', '.join(missing) or 'everything'}:\n{printed}")
    return ", ".join(needed)


def galaxy_importer(bench: Bench) -> str:
    """Galaxy would take the tarball."""
    with _copy() as copy, tempfile.TemporaryDirectory() as folder:
        galaxy = copy / "galaxy.yml"
        stand_in = not re.search(r"^repository:", galaxy.read_text(), re.MULTILINE)
        if stand_in:
            galaxy.write_text(f"{galaxy.read_text()}repository: {STAND_IN}\n")
        bench.check("galaxy-importer", ["ansible-galaxy", "collection", "build", copy, "--output-path", folder])
        (tarball,) = Path(folder).glob("*.tar.gz")
        command = ["python", "-m", "galaxy_importer.main", tarball]
        printed = bench.check("galaxy-importer", command, cwd=Path(folder), environment={"HOME": str(HOME)})
    if re.search(r"WARNING|ERROR", printed) or "Importer processing completed successfully" not in printed:
        raise GateError(printed)
    if stand_in:
        print(f"  galaxy.yml has no repository, which Galaxy insists on: tried with {STAND_IN}")
    return "with a stand-in for repository" if stand_in else "imported"


@contextmanager
def _copy() -> Iterator[Path]:
    """The collection's files as git knows them, in a place where they can be changed."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=COLLECTION, stdout=subprocess.PIPE, text=True, check=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, *COLLECTION.relative_to(ROOT).parts)
        for name in filter(None, listed.stdout.split("\0")):
            if (COLLECTION / name).exists():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(COLLECTION / name, copy / name)
        yield copy
