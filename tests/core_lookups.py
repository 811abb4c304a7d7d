# SPDX-License-Identifier: MIT
"""Lookups through the core, for its tests: of one model, from a sandbox, in v1 unless the options say otherwise."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from sandbox_api import Sandbox

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"
ENDPOINT = {
    "object": "endpoint",
    "id": "endpoint-1",
    "name": "acme/one",
    "model": MODEL,
    "type": "dedicated",
    "owner": "acme",
    "state": "STARTED",
    "created_at": "2026-05-01T00:00:00Z",
}
LIST = {"object": "list", "data": [ENDPOINT]}


def settings(sandbox: Sandbox, **options: Any) -> core.Settings:
    """Return settings for a sandbox. With one generation of the API, a lookup is one request."""
    return core.Settings(**{"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": "v1", **options})


def look_up(sandbox: Sandbox, **options: Any) -> core.Answer:
    """Look up MODEL."""
    return core.lookup(settings(sandbox, **options), core.Query(models=[MODEL]))


def failed_lookup(sandbox: Sandbox, **options: Any) -> core.TogetherError:
    """Return the error of a lookup of MODEL that has to fail."""
    with pytest.raises(core.TogetherError) as raised:
        look_up(sandbox, **options)
    return raised.value


def raw_reply(body: bytes, **reply: Any) -> dict[str, Any]:
    """Return a scripted reply with a body of these bytes."""
    return {"status": 200, "bytes_base64": base64.b64encode(body).decode(), **reply}


def everything(error: BaseException) -> str:
    """Return all that a logger, a debugger or a crash reporter could show of an exception."""
    chain: list[Any] = [error]
    for each in chain:
        chain += [other for other in (each.__cause__, each.__context__) if other is not None]
    return "".join(f"{each!r} {each} {each.args} {vars(each)}" for each in chain)
