# SPDX-License-Identifier: MIT
"""Gives the tests in this folder an `ansible-playbook` that asks the sandbox."""

from __future__ import annotations

from pathlib import Path

import pytest

from playbook_runner import Runner
from sandbox_api import Sandbox


@pytest.fixture
def ansible(tmp_path: Path, sandbox: Sandbox) -> Runner:
    """Ansible with the sandbox's key and URL in its environment."""
    home = tmp_path / "home"
    home.mkdir()
    return Runner(home, {"TOGETHER_API_KEY": sandbox.api_key, "TOGETHER_BASE_URL": sandbox.url})
