# SPDX-License-Identifier: MIT
"""The gates that are ansible-test's: sanity, units, integration.

ansible-test runs in place: it asks git which files there are, so in a folder that git ignores it would check none.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from . import pythons, venvs
from .bench import COLLECTION, Bench, GateError
from .venvs import CACHE, ROOT

HOME = CACHE / "ansible-test"

# ansible-test downloads pip's bootstrap script unless it is here; Python brings a pip of its own. The names: 2.16 on
# Python 2.7 and on 3.6; 2.16 and 2.17; 2.18 and 2.19; later ones.
BOOTSTRAP = "import ensurepip; ensurepip.bootstrap(default_pip=True)\n"
PIPS = ("20_3_4", "21_3_1", "23_1_2", "24_2", "25_2")
BORROWED = (".cache", ".config", ".pip")  # where pip keeps its wheels and settings

UNIT_PYTHONS = ("3.9", "3.10", "3.11", "3.12", "3.13")
SETTINGS = COLLECTION / "tests" / "integration" / "integration_config.yml"


def sanity(bench: Bench) -> str:
    """Every sanity test, with no ignore file. Says which found nothing to look at."""
    ignored = sorted(path.name for path in COLLECTION.glob("tests/sanity/ignore-*"))
    if ignored:
        raise GateError(f"The collection is to pass without ignore files: remove {', '.join(ignored)}")
    command = ["ansible-test", "sanity", "-v", "--color", "no"]
    done = bench.run("sanity", command, cwd=COLLECTION, environment=_home())
    ran = re.findall(r"^Running sanity test (.*)\n(No tests applicable)?", done.stdout, re.MULTILINE)
    vacuous = [name for name, nothing in ran if nothing]
    if done.returncode or len(ran) == len(vacuous):
        raise GateError(_complaints(done.stdout))
    for skipped in dict.fromkeys(re.findall(r"^WARNING: (Skipping .*)", done.stdout, re.MULTILINE)):
        print(f"  {skipped}")
    print(f"  Nothing to look at for: {', '.join(vacuous) or 'none'}")
    return f"{len(ran) - len(vacuous)} tests"


def units(bench: Bench) -> str:
    """tests/unit of the collection on every Python that this ansible-core and this machine have."""
    targets = {}
    for version in UNIT_PYTHONS:
        python = pythons.find(version)
        if python is None:
            print(f"  Skipping units on Python {version}, which is not here")
        elif version in _targets(bench):
            made = venvs.make(f"units-{version}", python)
            targets[version] = f"--target-python={version}@{made / f'python{version}'}"
    controller = f"origin:python={bench.python}@{bench.bin / f'python{bench.python}'}"
    command = ["ansible-test", "units", "--requirements", "-v", "--color", "no", "--controller", controller]
    printed = bench.check("ansible-units", [*command, *targets.values()], cwd=COLLECTION, environment=_home())
    passed = re.findall(r"^=+ (\d+) passed in ", printed, re.MULTILINE)
    if not targets or len(passed) != len(targets):
        raise GateError(f"{len(targets)} Pythons were to run units, {len(passed)} did:\n{printed}")
    return f"{passed[0]} tests on Python {', '.join(targets)}"


def integration(bench: Bench) -> str:
    """tests/integration against a sandbox, or against what integration_config.yml says if there is one."""
    if SETTINGS.exists():
        return _integration(bench) + f", asking as {SETTINGS.name} says"
    sys.path.insert(0, str(ROOT / "tests"))
    from sandbox_api import Sandbox

    with Sandbox() as sandbox:
        # a file, since ansible-test hands on nothing of the environment
        SETTINGS.write_text(f"together_base_url: {sandbox.url}\ntogether_api_key: {sandbox.api_key}\n")
        try:
            return _integration(bench) + f", {len(sandbox.requests)} requests"
        finally:
            SETTINGS.unlink()


def _integration(bench: Bench) -> str:
    command = ["ansible-test", "integration", "--requirements", "--local", "--python", bench.python, "--color", "no"]
    printed = bench.check("ansible-integration", command, cwd=COLLECTION, environment=_home())
    ran = re.findall(r"^Running (.*) integration test role", printed, re.MULTILINE)
    if not ran:
        raise GateError(f"no target ran:\n{printed}")
    return f"targets {', '.join(ran)}"


def _home() -> dict[str, str]:
    """A home of its own, so that the script for pip is not put into the user's."""
    cache = HOME / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for version in PIPS:
        (cache / f"get_pip_{version}.py").write_text(BOOTSTRAP)
    for name in BORROWED:
        if (Path.home() / name).exists() and not (HOME / name).exists():
            (HOME / name).symlink_to(Path.home() / name)
    return {"HOME": str(HOME)}


def _targets(bench: Bench) -> list[str]:
    """The Pythons that this ansible-core can manage, as its ansible-test has them."""
    code = "from ansible_test._util.target.common.constants import *; print(*REMOTE_ONLY_PYTHON_VERSIONS, {})"
    return bench.check("targets", ["python", "-c", code.format("*CONTROLLER_PYTHON_VERSIONS")]).split()


def _complaints(printed: str) -> str:
    """What failed, without the hundreds of lines about what did not."""
    lines = printed.splitlines()
    fatal = next((number for number, text in enumerate(lines) if text.startswith("FATAL")), -20)
    return "\n".join([*[text for text in lines[:fatal] if text.startswith(("ERROR", "See doc"))], *lines[fatal:]])
