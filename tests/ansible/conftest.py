# SPDX-License-Identifier: MIT
"""Fixtures: real Ansible commands whose environment has the sandbox's key and URL."""

from __future__ import annotations

from pathlib import Path

import pytest

from playbook_runner import Runner
from sandbox_api import Sandbox


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home directory for Ansible."""
    path = tmp_path / "home"
    path.mkdir()
    return path


@pytest.fixture
def ansible(home: Path, sandbox: Sandbox) -> Runner:
    """Ansible that queries v1 of the sandbox, so that each lookup is one request."""
    variables = {
        "TOGETHER_API_KEY": sandbox.api_key,
        "TOGETHER_BASE_URL": sandbox.url,
        "TOGETHER_API_VERSION": "v1",
    }
    return Runner(home, variables)
