# SPDX-License-Identifier: MIT
"""Values from a server that Pulumi would interpret are removed from every result."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pulumi.runtime.rpc import UNKNOWN, _special_sig_key

import pulumi_together
from pulumi_together.dynamic_provider import EndpointProvider
from sandbox_api import Sandbox

ASSET = {_special_sig_key: "c44067f5952c0a294b673a41bacd8c17", "path": "/dev/zero"}
MODEL = "maker/model"


@pytest.fixture
def hostile(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    """A sandbox whose records have special values, also as names of models."""
    row = {
        "object": "endpoint",
        "id": "endpoint-1",
        "name": "maker/one",
        "model": MODEL,
        "type": "dedicated",
        "owner": "maker",
        "state": "STARTED",
        "created_at": "2026-01-01T00:00:00Z",
        "note": {"deep": [ASSET, UNKNOWN]},
    }
    sandbox.endpoints = [
        row,
        {**row, "id": "c44067f5952c0a294b673a41bacd8c17", "model": _special_sig_key},
        {**row, "id": "/dev/zero", "model": "path"},
    ]
    variables = {"API_KEY": sandbox.api_key, "BASE_URL": sandbox.url, "API_VERSION": "v1"}
    for name, value in variables.items():
        monkeypatch.setenv(f"TOGETHER_{name}", value)
    return sandbox


def results(hostile: Sandbox) -> list[Any]:
    return [
        pulumi_together.get_endpoint(MODEL).to_dict(),
        pulumi_together.get_endpoints().to_dict(),
        EndpointProvider().read(MODEL, {}).outs,
    ]


def test_no_result_has_a_special_value(hostile: Sandbox) -> None:
    for result in results(hostile):
        text = json.dumps(result)
        assert "maker/one" in text
        assert _special_sig_key not in text.replace(f'"model": "{_special_sig_key}"', "")
        assert UNKNOWN not in text
