# SPDX-License-Identifier: MIT
"""Libraries that are missing, or that a file of the user hides."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from pulumi_together._core import dependencies

CORE = Path(__file__).resolve().parent.parent.parent / "pulumi_provider"
CHECK = """\
import json, sys
sys.path.append(sys.argv[1])
from pulumi_together._core import dependencies
try:
    dependencies.check()
except dependencies.MissingDependencyError as error:
    print(json.dumps({"message": str(error), "facts": error.facts}))
else:
    print("{}")
"""
EXECUTED = "print('executed')\n"


def check(python: Path | str, folder: Path) -> dict[str, object]:
    """Check the libraries from a script in a folder, whose files precede those of the libraries."""
    script = folder / "program.py"
    script.write_text(CHECK, encoding="utf-8")
    # The package itself needs Pulumi, its core does not.
    package = folder / "core" / "pulumi_together"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").touch()
    if not (package / "_core").exists():
        (package / "_core").symlink_to(CORE / "pulumi_together" / "_core")
    command = [str(python), str(script), str(package.parent)]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result: dict[str, object] = json.loads(done.stdout)
    return result


def test_installed_libraries_are_accepted(tmp_path: Path) -> None:
    assert check(sys.executable, tmp_path) == {}


@pytest.mark.parametrize("library", ["requests", "jsonschema"])
@pytest.mark.parametrize("name", ["{}.py", "{}/__init__.py"])
def test_a_file_that_hides_a_library_is_named_and_not_executed(library: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / name.format(library)
    file.parent.mkdir(exist_ok=True)
    file.write_text(EXECUTED, encoding="utf-8")
    hidden_by = file if file.parent == tmp_path else file.parent
    result = check(sys.executable, tmp_path)
    assert result["message"] == (
        f"The Python library {library} {dependencies.REQUIRED[library]} or later is required, but {hidden_by} hides "
        f"it. Rename {hidden_by}."
    )


def test_a_folder_without_init_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "requests").mkdir()
    assert check(sys.executable, tmp_path) == {}
    venv.create(tmp_path / "venv", symlinks=True)
    message = str(check(tmp_path / "venv" / "bin" / "python", tmp_path)["message"])
    assert "hides" not in message
    assert "-m pip install 'requests>=2.28'" in message


def test_missing_libraries_are_named_together_with_the_command_that_installs_them(tmp_path: Path) -> None:
    venv.create(tmp_path / "a venv", symlinks=True)
    python = tmp_path / "a venv" / "bin" / "python"
    assert check(python, tmp_path)["message"] == (
        "The Python library requests 2.28 or later is required, but it is not installed. The Python library jsonschema "
        f"4.17 or later is required, but it is not installed. Run: '{python}' -m pip install 'requests>=2.28' "
        "'jsonschema>=4.17'."
    )


def test_the_command_installs_only_what_is_not_hidden(tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", symlinks=True)
    (tmp_path / "requests.py").write_text(EXECUTED, encoding="utf-8")
    message = str(check(tmp_path / "venv" / "bin" / "python", tmp_path)["message"])
    assert message.endswith(
        f"Rename {tmp_path / 'requests.py'}. Run: {tmp_path / 'venv' / 'bin' / 'python'} -m pip install "
        "'jsonschema>=4.17'."
    )
