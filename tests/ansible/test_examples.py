# SPDX-License-Identifier: MIT
"""The examples of the plugins' documentation, with endpoints in v1 only, in v2 only, and in both generations."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.together.ai.plugins.lookup import endpoint_id
from ansible_collections.together.ai.plugins.modules import endpoints_info
from playbook_runner import ROOT, Run, Runner
from sandbox_api import Sandbox, to_v2

MISTRAL_ID, MISTRAL_NAME = "endpoint-77caf163-c596-49d1-a25f-f209156f4972", "acme/mistral-small"
GEMMA_ID, GEMMA_NAME = "endpoint-5a8d500e-987e-444e-8837-ebad7851b120", "acme/gemma-3-27b-it-66d1f8a2"
QWEN_ID = "endpoint-3708427d-ce87-4336-884a-d3e3438361c4"
DEEPSEEK_NAME = "deepseek-ai/DeepSeek-R1"


def v1_only(sandbox: Sandbox) -> None:
    sandbox.outages = ["only-v1-endpoints"]


def v2_only(sandbox: Sandbox) -> None:
    sandbox.v2 = to_v2(sandbox.endpoints)
    sandbox.outages = ["v1-gone"]


def mixed(sandbox: Sandbox) -> None:
    entries = sandbox.endpoints
    sandbox.endpoints, sandbox.v2 = entries[::2], to_v2(entries[1::2])


def migrated(sandbox: Sandbox) -> None:
    """Every endpoint is in v2, and v1 still lists it."""
    sandbox.v2 = to_v2(sandbox.endpoints)


@pytest.fixture(params=[v1_only, v2_only, mixed, migrated], ids=lambda split: split.__name__)
def generations(request: pytest.FixtureRequest, ansible: Runner, sandbox: Sandbox) -> None:
    """The same endpoints, split between the generations, which are both queried."""
    split: Callable[[Sandbox], None] = request.param
    split(sandbox)
    del ansible.environment["TOGETHER_API_VERSION"]


def run_examples(ansible: Runner, sandbox: Sandbox, examples: str, folder: Path) -> Run:
    vault = folder / "vault.json"
    vault.write_text(json.dumps({"vault_together_api_key": sandbox.api_key}))
    run = ansible.tasks(examples, "-e", f"@{vault}")
    assert run.status == 0, run.output
    assert list(run.attempts) == [task["name"] for task in yaml.safe_load(examples)]
    assert "[WARNING]" not in run.output
    return run


@pytest.mark.usefixtures("generations")
def test_the_examples_of_the_module(ansible: Runner, sandbox: Sandbox, tmp_path: Path) -> None:
    run = run_examples(ansible, sandbox, endpoints_info.EXAMPLES, tmp_path)
    message = run["Show its ID, and the name and URL for inference calls"]["msg"]
    assert message == f"{MISTRAL_ID} {MISTRAL_NAME} {sandbox.url}/v1"
    ids = run["Show the endpoint ID of each model"]["result.ids"]
    assert list(ids.values()) == [MISTRAL_ID, GEMMA_ID]
    newest = run["Select the newest of our endpoints of a model that accept inference calls"]["endpoint"]
    assert newest["id"] == QWEN_ID
    public = run["Use a dedicated endpoint if there is one, otherwise the public one"]["endpoint"]
    assert public["name"] == DEEPSEEK_NAME
    billed = run["Show the names of those that are billed"]["msg"]
    assert sorted(billed) == [
        "acme/Llama-3.3-70B-Instruct-Turbo-51e9c6f0",
        "acme/Qwen3-32B-0f3a91bc",
        MISTRAL_NAME,
    ]


@pytest.mark.usefixtures("generations")
def test_the_examples_of_the_lookup(ansible: Runner, sandbox: Sandbox, tmp_path: Path) -> None:
    run = run_examples(ansible, sandbox, endpoint_id.EXAMPLES, tmp_path)
    messages = {task: result[-1].get("msg") for task, result in run.attempts.items()}
    assert messages["Show the ID of the endpoint that serves a model"] == MISTRAL_ID
    assert messages["Show its name for inference calls"] == MISTRAL_NAME
    several = [result["msg"] for result in run["Show the IDs for several models"]["results"]]
    assert several == [
        f"mistralai/Mistral-Small-24B-Instruct-2501 is served by {MISTRAL_ID}",
        f"google/gemma-3-27b-it is served by {GEMMA_ID}",
    ]
    assert messages["Show the inference URL and the name of an endpoint"] == f"{sandbox.url}/v1 {GEMMA_NAME}"
    assert messages["Select the newest of our endpoints of a model that accept inference calls"] == QWEN_ID
    assert messages["Use a dedicated endpoint if there is one, otherwise the public one"] == DEEPSEEK_NAME
    names: list[dict[str, Any]] = run["Show the names of all endpoints of a model"]["results"]
    assert len(names) == 3
    assert messages["Show a default if no endpoint serves a model"] == "none"
    assert messages["Use an API key from a vault"] == GEMMA_ID


@pytest.mark.usefixtures("generations")
def test_the_example_playbook(ansible: Runner, sandbox: Sandbox) -> None:
    run = ansible.playbook(ROOT / "examples" / "ansible" / "lookup.yml")
    assert run.status == 0, run.output
    assert run["Show its ID, and the name and URL for inference calls"]["msg"] == [
        f"id:   {MISTRAL_ID}",
        f"name: {MISTRAL_NAME}",
        f"url:  {sandbox.url}/v1",
    ]
