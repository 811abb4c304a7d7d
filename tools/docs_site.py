# SPDX-License-Identifier: MIT
"""Builds the documentation site of the collection: `python -m tools.docs_site [FOLDER]`, by default build/docs_site.

antsibull-docs makes pages from the plugins and from the collection's docs/docsite, and Sphinx makes HTML. A warning of
either fails the build. Both have to be installed in the Python that runs this; the group `gates` of pyproject.toml
has them. Nothing is downloaded: references to Ansible's own documentation are checked against a list of its labels.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLLECTION = Path("ansible_collections", "together", "ai")
ANSIBLE_DOCS = "https://docs.ansible.com/projects/ansible/devel/"
ANSIBLE_LABELS = {  # label of Ansible's documentation -> its page
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}
CONF = f"""\
project = "together.ai"
extensions = ["sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
pygments_style = "ansible"
highlight_language = "YAML+Jinja"
html_theme = "sphinx_ansible_theme"
html_show_sphinx = False
html_copy_source = False
default_role = "any"
nitpicky = True
intersphinx_mapping = {{"ansible": ("{ANSIBLE_DOCS}", "ansible.inv")}}
"""


class BuildError(Exception):
    """A step failed or printed a warning. The message is its output."""


def build(destination: Path) -> list[Path]:
    """The HTML pages of the site, built in an empty folder. Raises BuildError."""
    collections, source, html = (destination / name for name in ("collections", "source", "html"))
    _copy_collection(collections)
    source.mkdir(mode=0o755)
    environment = {
        **os.environ,
        "ANSIBLE_COLLECTIONS_PATH": str(collections),
        "ANSIBLE_HOME": str(destination / "ansible"),
    }
    command = ["antsibull-docs", "collection", "--use-current", "--squash-hierarchy", "--fail-on-error"]
    _run([*command, "--dest-dir", str(source), "together.ai"], environment)
    (source / "conf.py").write_text(CONF)
    (source / "ansible.inv").write_bytes(_inventory([*_builtin_labels(), *ANSIBLE_LABELS.items()]))
    _run(["sphinx-build", "-q", "-W", "--keep-going", "-b", "html", str(source), str(html)], environment)
    return sorted(html.rglob("*.html"))


def _copy_collection(folder: Path) -> None:
    """Copy the files that Git knows: ansible-test and others leave more in the collection."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", str(COLLECTION)]
    listed = subprocess.run(listing, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)


def _run(command: Sequence[str], environment: dict[str, str]) -> None:
    """Run a tool that is installed beside this Python. Raises BuildError if it fails or prints a warning."""
    program = Path(sys.executable).parent / command[0]
    done = subprocess.run(
        [str(program), *command[1:]], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode or "WARNING" in done.stdout.upper():
        raise BuildError(f"{command[0]} ended with status {done.returncode}:\n{done.stdout}")


def _builtin_labels() -> Iterable[tuple[str, str]]:
    """The labels of the modules of ansible.builtin, and their pages."""
    from ansible import modules

    for path in sorted(Path(modules.__path__[0]).glob("[a-z]*.py")):
        name = f"ansible.builtin.{path.stem}_module"
        yield f"ansible_collections.{name}", f"collections/ansible/builtin/{path.stem}_module.html"


def _inventory(labels: Iterable[tuple[str, str]]) -> bytes:
    """An inventory of Sphinx (version 2) with these labels."""
    header = ["# Sphinx inventory version 2", "# Project: Ansible", "# Version: devel", "# Compressed with zlib."]
    lines = "".join(f"{label} std:label -1 {page} {label}\n" for label, page in labels)
    return "".join(f"{line}\n" for line in header).encode() + zlib.compress(lines.encode())


def main() -> None:
    """Build the site and say where it is."""
    destination = Path(sys.argv[1] if sys.argv[1:] else ROOT / "build" / "docs_site").resolve()
    shutil.rmtree(destination, ignore_errors=True)
    destination.mkdir(parents=True)
    try:
        pages = build(destination)
    except BuildError as error:
        sys.exit(str(error))
    print(f"{len(pages)} pages without a warning: {destination / 'html' / 'index.html'}")


if __name__ == "__main__":
    main()
