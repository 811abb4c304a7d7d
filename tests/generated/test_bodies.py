# SPDX-License-Identifier: MIT
"""Response bodies that are unusual or invalid JSON, made from generated responses and sent over HTTP."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.module_utils._core.limits import MAX_NESTING
from generated.documents import GENERATION, valid_documents
from generated.tally import FACTOR, tried
from generated.test_lookups import PATHS, Outcome, without_cursor
from sandbox_api import Sandbox

DOCUMENTS = 8 * FACTOR  # valid documents for each kind of body
INVALID = "envelope"  # the error_type of a response that is not JSON, or not a list
SURROGATE = b'"half \\ud83d and half \\uDE00, \\\\ud800 as text"'


class Kind(NamedTuple):
    """A change of a body, and the result of a lookup of all endpoints: `answer` or the error's type."""

    change: Callable[[bytes], bytes]
    result: str


def _with(value: bytes) -> Callable[[bytes], bytes]:
    """Add a first property that the schema does not define."""
    return lambda body: b'{"extra": ' + value + b", " + body[1:]


KINDS = {
    "unchanged": Kind(bytes, "answer"),
    "NaN": Kind(_with(b"NaN"), INVALID),
    "Infinity": Kind(_with(b"Infinity"), INVALID),
    "-Infinity": Kind(_with(b"-Infinity"), INVALID),
    "a number beyond a double": Kind(_with(b"1e999"), INVALID),
    "a number of 5,000 digits": Kind(_with(b"1" * 5000), INVALID),
    "a number of 4,000 digits": Kind(_with(b"1" * 4000), INVALID),
    "a repeated key: the last one counts": Kind(lambda body: b'{"data": 7, ' + body[1:], "answer"),
    "a byte order mark": Kind(lambda body: b"\xef\xbb\xbf" + body, "answer"),
    "two byte order marks": Kind(lambda body: b"\xef\xbb\xbf" * 2 + body, INVALID),
    "UTF-16": Kind(lambda body: body.decode().encode("utf-16"), INVALID),
    "UTF-16 without a byte order mark": Kind(lambda body: body.decode().encode("utf-16-le"), INVALID),
    "UTF-32": Kind(lambda body: body.decode().encode("utf-32"), INVALID),
    "Latin-1": Kind(_with('"é"'.encode("latin-1")), INVALID),
    "UTF-8 of a surrogate": Kind(_with(b'"\xed\xa0\x80"'), INVALID),
    "a lone surrogate": Kind(_with(SURROGATE), "answer"),
    "100,000 levels": Kind(_with(b"[" * 100_000 + b"]" * 100_000), INVALID),
    "100 levels": Kind(_with(b"[" * 99 + b"]" * 99), "answer"),
    "101 levels": Kind(_with(b"[" * 100 + b"]" * 100), INVALID),
    "truncated": Kind(lambda body: body[:-1], INVALID),
    "text after the document": Kind(lambda body: body + b"}", INVALID),
    "two documents": Kind(lambda body: body + b"\n" + body, INVALID),
    "white space around the document": Kind(lambda body: b" \t\r\n" + body + b"\r\n", "answer"),
    "a trailing comma": Kind(lambda body: body[:-1] + b",}", INVALID),
    "a comment": Kind(lambda body: b"/* a list */" + body, INVALID),
    "single quotes": Kind(lambda body: b"{'extra': 1, " + body[1:], INVALID),
    "a control character in a string": Kind(_with(b'"a\x01b"'), INVALID),
    "a NUL byte": Kind(lambda body: b"\0" + body, INVALID),
    "an empty body": Kind(lambda _body: b"", INVALID),
    "only white space": Kind(lambda _body: b" \r\n", INVALID),
}


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_body_has_one_result(kind: str, name: str, sandbox: Sandbox) -> None:
    for document in valid_documents(name)[:DOCUMENTS]:
        body = KINDS[kind].change(json.dumps(without_cursor(document)).encode())
        outcome = Outcome(name, _reply(body), sandbox, "strict")
        assert (outcome.result, outcome.paths) == (KINDS[kind].result, []), body[:1000]
        tried(f"bytes, {GENERATION[name]}", kind, outcome.result)


@pytest.mark.parametrize("levels", [90, 97, 98, 500, 1000])
def test_a_violation_in_a_deeply_nested_value_is_reported(levels: int, sandbox: Sandbox) -> None:
    row = {"object": "endpoint", "id": "i", "name": "n", "model": "m", "type": "dedicated", "owner": "o", "state": 0}
    body = json.dumps({"object": "list", "data": [{**row, "created_at": "2026-05-01T00:00:00Z"}]})
    deep = body.replace('"state": 0', f'"state": {"[" * levels}{"]" * levels}')
    outcome = Outcome("list-response", _reply(deep.encode()), sandbox, "strict")
    is_too_deep = levels + 3 > MAX_NESTING  # with the document, its list and the entry
    expected = (INVALID, []) if is_too_deep else ("contract", ["$.data[0].state"])
    assert (outcome.result, outcome.paths) == expected
    tried("bytes, v1", "many levels in a field", outcome.result)


UNUSUAL_VALUES = {"digits": b"1" * 300, "levels": b"[" * 90 + b"]" * 90, "surrogates": SURROGATE}


@pytest.mark.parametrize("value", UNUSUAL_VALUES.values(), ids=UNUSUAL_VALUES)
def test_an_unusual_value_in_a_row_can_be_written_as_json(value: bytes, sandbox: Sandbox) -> None:
    row = b'{"id": "i", "name": "n", "model": "m", "unusual": ' + value + b"}"
    sandbox.replies(_reply(b'{"object": "list", "data": [' + row + b"," + row + b"]}"))
    connection = core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version="v1", validation="warn")
    answer = core.lookup(connection, core.Query(models=["m"]))
    assert answer.ids == {"m": "i"}
    assert json.loads(json.dumps(answer.to_dict()).encode())["endpoints"][0]["extra"] == answer.endpoints[0]["extra"]
    if value == SURROGATE:
        assert answer.endpoints[0]["extra"] == {"unusual": "half \ufffd and half \ufffd, \\ud800 as text"}


def _reply(body: bytes) -> dict[str, Any]:
    return {"bytes_base64": base64.b64encode(body).decode()}
