# SPDX-License-Identifier: MIT
"""A play that uses every option of the module and of the lookup once, and every variable."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from ansible_collections.together.ai.plugins.lookup import endpoint_id
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from playbook_runner import Runner
from sandbox_api import Sandbox

PLAYBOOK = Path(__file__).with_name("every_option.yml")
QUESTION = {option.name for option in core.QUESTION}
CONNECTION = {option.name for option in core.CONNECTION}


def test_the_play_uses_every_option_and_succeeds(home: Path) -> None:
    with Sandbox(tls=True) as sandbox:
        passed = ("-e", f"url={sandbox.url}", "-e", f"key={sandbox.api_key}", "-e", f"ca={sandbox.ca_path}")
        run = Runner(home, {}).playbook(PLAYBOOK, *passed)
    assert run.status == 0, run.output
    assert run["Compare"]["msg"] == "All assertions passed"
    assert "[WARNING]" not in run.output


def test_the_play_has_every_option_of_the_module_the_lookup_and_the_variables() -> None:
    module, lookup, variables, _compare = yaml.safe_load(PLAYBOOK.read_text(encoding="utf-8"))[0]["tasks"]
    assert set(module["together.ai.endpoints_info"]) == QUESTION | CONNECTION
    assert set(re.findall(r"(\w+)=", lookup["ansible.builtin.set_fact"]["names"])) == set(endpoint_id.NAMES)
    assert set(variables["vars"]) == {f"together_{name}" for name in CONNECTION}
