# SPDX-License-Identifier: MIT
"""Runs `ansible-test sanity` on the collection, with no ignore file, and says which tests found nothing to look at.

ansible-test runs in place: it asks git which files there are, so in a folder that git ignores it would check none.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLLECTION = ROOT / "ansible_collections" / "together" / "ai"
HOME = ROOT / ".cache" / "sanity"

# ansible-test downloads pip's bootstrap script unless it is here; Python brings a pip of its own.
BOOTSTRAP = "import ensurepip; ensurepip.bootstrap(default_pip=True)\n"
BOOTSTRAP_NAMES = ("get_pip_23_1_2.py", "get_pip_24_2.py", "get_pip_25_2.py")  # 2.17, 2.18 and 2.19, 2.20 and 2.21
BORROWED = (".cache", ".config", ".pip")  # where pip keeps its wheels and settings


def main() -> int:
    """Give ansible-test's exit code; 1 as well where it checked nothing or there is an ignore file."""
    ignored = sorted(COLLECTION.glob("tests/sanity/ignore-*"))
    if ignored:
        print(f"The collection is to pass without ignore files: remove {', '.join(map(str, ignored))}")
        return 1
    _prepare_home()
    environment = {**os.environ, "HOME": str(HOME), "PATH": os.pathsep.join(_search_path())}
    command = [str(Path(sys.executable).with_name("ansible-test")), "sanity", "-v", "--color", "no", *sys.argv[1:]]
    print("Running ansible-test sanity: 1 minute the first time, seconds after that.", flush=True)
    run = subprocess.run(
        command, cwd=COLLECTION, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    log = HOME / "sanity.log"
    log.write_text(run.stdout)
    ran = re.findall(r"^Running sanity test (.*)\n(No tests applicable)?", run.stdout, re.MULTILINE)
    vacuous = [name for name, nothing in ran if nothing]
    if run.returncode or len(ran) == len(vacuous):
        lines = run.stdout.splitlines()
        fatal = next((number for number, line in enumerate(lines) if line.startswith("FATAL")), -20)
        print("\n".join([line for line in lines[:fatal] if line.startswith(("ERROR", "See doc"))] + lines[fatal:]))
        print(f"ansible-test sanity failed; all it printed is in {log.relative_to(ROOT)}")
        return run.returncode or 1
    for skipped in dict.fromkeys(re.findall(r"^WARNING: (Skipping .*)", run.stdout, re.MULTILINE)):
        print(skipped)
    print(f"Nothing to look at for: {', '.join(vacuous) or 'none'}")
    print(f"ansible-test sanity: {len(ran) - len(vacuous)} tests passed")
    return 0


def _prepare_home() -> None:
    """A home of its own, so that the shim is not put into the user's."""
    cache = HOME / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    for name in BOOTSTRAP_NAMES:
        (cache / name).write_text(BOOTSTRAP)
    for name in BORROWED:
        if (Path.home() / name).exists() and not (HOME / name).exists():
            (HOME / name).symlink_to(Path.home() / name)


def _search_path() -> list[str]:
    """This venv, then pyenv's real interpreters, never its shims: ansible-test dies on a shim that leads nowhere."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    real = sorted(map(str, pyenv.glob("versions/*/bin")))
    others = [folder for folder in os.environ["PATH"].split(os.pathsep) if Path(folder).name != "shims"]
    return [str(Path(sys.executable).parent), *real, *others]


if __name__ == "__main__":
    sys.exit(main())
