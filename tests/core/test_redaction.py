# SPDX-License-Identifier: MIT
"""The API key is in no error and in no answer, whatever the server sends back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from core_lookups import ENDPOINT, MODEL, everything, failed_lookup, look_up, raw_reply
from sandbox_api import Sandbox


def escaped(key: str) -> str:
    """Return the key with every second character as a JSON escape."""
    return "".join(f"\\u{ord(letter):04X}" if number % 2 else letter for number, letter in enumerate(key))


REPLIES: dict[str, dict[str, Any]] = {
    "reset": {"status": 200, "fault": "reset"},
    "truncated": {"status": 200, "fault": "truncate"},
    "no response": {"status": 200, "fault": "stall", "seconds": 3600},
    "HTML": {"status": 200, "fault": "html"},
    "unauthorized": {"status": 401, "text": "the key KEY is not known"},
    "key in an error": {
        "status": 403,
        "json": {"error": {"message": "KEY", "type": "KEY", "param": "KEY", "code": "KEY"}},
    },
    "key in an endpoint": {"status": 200, "json": {"object": "list", "data": [{"id": "KEY"}, "KEY"]}},
    "key as text": {"status": 200, "text": "KEY"},
    "key in a redirect": {"status": 302, "headers": {"Location": "http://elsewhere.example/?key=KEY"}},
    "key as an encoding": {"status": 200, "headers": {"Content-Encoding": "KEY"}},
}


@pytest.mark.parametrize("reply", REPLIES.values(), ids=REPLIES)
def test_an_error_does_not_contain_the_key(sandbox: Sandbox, reply: dict[str, Any]) -> None:
    sandbox.replies(json.loads(json.dumps(reply).replace("KEY", sandbox.api_key)))
    error = failed_lookup(sandbox, retries=0, timeout=1 if reply.get("fault") == "stall" else 30)
    assert sandbox.requests
    assert sandbox.api_key not in everything(error)
    assert error.__cause__ is None
    assert error.__context__ is None


SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "plain": lambda key: json.dumps({"error": {"message": key, "type": key}}).encode(),
    "JSON escapes": lambda key: f'{{"error": {{"message": "{escaped(key)}", "type": "t"}}}}'.encode(),
    "UTF-16": lambda key: f'{{"error": {{"message": "{key}", "type": "t"}}}}'.encode("utf-16"),
    "field name": lambda key: f'{{"error": {{"{escaped(key)}": 1}}}}'.encode(),
}


@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("spelling", SPELLINGS.values(), ids=SPELLINGS)
def test_a_key_in_a_response_is_redacted_in_any_spelling(
    sandbox: Sandbox, status: int, spelling: Callable[[str], bytes]
) -> None:
    sandbox.replies(raw_reply(spelling(sandbox.api_key), status=status))
    error = failed_lookup(sandbox)
    shown = f"{error}{error.facts}{json.dumps(error.facts)}"
    assert sandbox.api_key not in shown
    assert sandbox.api_key not in shown.replace("\\u0000", "").replace("\0", "")


def test_a_key_in_an_endpoint_is_redacted_in_the_answer(sandbox: Sandbox) -> None:
    text = json.dumps({"object": "list", "data": [{**ENDPOINT, "name": "KEY", "note": "KEY"}]})
    sandbox.replies(raw_reply(text.replace("KEY", escaped(sandbox.api_key)).encode()))
    answer = look_up(sandbox)
    assert answer.names == {MODEL: "[API key]"}
    assert sandbox.api_key not in json.dumps(answer.to_dict())
