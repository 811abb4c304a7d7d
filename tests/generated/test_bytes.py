# SPDX-License-Identifier: MIT
"""Bodies that are no plain UTF-8 JSON, made of generated responses: each kind has one verdict, over real HTTP."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from generated.documents import GENERATION, valid
from generated.tally import FACTOR, tried
from generated.test_front_door import SERVED, Outcome, ending
from sandbox_api import Sandbox

FEW = 8 * FACTOR  # valid documents that each kind of body is made of
NO_JSON = "envelope"  # the error_type of an answer that is no JSON, or no list
SURROGATE = b'"half \\ud83d and half \\uDE00, \\\\ud800 as text"'


class Kind(NamedTuple):
    """What is done to a body, and what a lookup of everything makes of it: `answer`, or the error's type."""

    change: Callable[[bytes], bytes]
    verdict: str


def _with(value: bytes) -> Callable[[bytes], bytes]:
    """Puts a property that the schema does not know in front."""
    return lambda body: b'{"extra": ' + value + b", " + body[1:]


KINDS = {
    "as it is": Kind(bytes, "answer"),
    "NaN": Kind(_with(b"NaN"), NO_JSON),
    "Infinity": Kind(_with(b"Infinity"), NO_JSON),
    "-Infinity": Kind(_with(b"-Infinity"), NO_JSON),
    "a number beyond a double": Kind(_with(b"1e999"), NO_JSON),
    "a number of 5,000 digits": Kind(_with(b"1" * 5000), NO_JSON),
    "a number of 4,000 digits": Kind(_with(b"1" * 4000), NO_JSON),
    "a key twice: the last counts": Kind(lambda body: b'{"data": 7, ' + body[1:], "answer"),
    "a byte order mark": Kind(lambda body: b"\xef\xbb\xbf" + body, "answer"),
    "two byte order marks": Kind(lambda body: b"\xef\xbb\xbf" * 2 + body, NO_JSON),
    "UTF-16": Kind(lambda body: body.decode().encode("utf-16"), NO_JSON),
    "UTF-16 without a mark": Kind(lambda body: body.decode().encode("utf-16-le"), NO_JSON),
    "UTF-32": Kind(lambda body: body.decode().encode("utf-32"), NO_JSON),
    "Latin-1": Kind(_with('"é"'.encode("latin-1")), NO_JSON),
    "UTF-8 of a surrogate": Kind(_with(b'"\xed\xa0\x80"'), NO_JSON),
    "half a pair of surrogates": Kind(_with(SURROGATE), "answer"),
    "100,000 levels": Kind(_with(b"[" * 100_000 + b"]" * 100_000), NO_JSON),
    "100 levels": Kind(_with(b"[" * 100 + b"]" * 100), "answer"),
    "cut off": Kind(lambda body: body[:-1], NO_JSON),
    "something after it": Kind(lambda body: body + b"}", NO_JSON),
    "two documents": Kind(lambda body: body + b"\n" + body, NO_JSON),
    "white space around it": Kind(lambda body: b" \t\r\n" + body + b"\r\n", "answer"),
    "a comma at the end": Kind(lambda body: body[:-1] + b",}", NO_JSON),
    "a comment": Kind(lambda body: b"/* a list */" + body, NO_JSON),
    "single quotes": Kind(lambda body: b"{'extra': 1, " + body[1:], NO_JSON),
    "a control character in a string": Kind(_with(b'"a\x01b"'), NO_JSON),
    "a NUL byte": Kind(lambda body: b"\0" + body, NO_JSON),
    "nothing": Kind(lambda _body: b"", NO_JSON),
    "only white space": Kind(lambda _body: b" \r\n", NO_JSON),
}


@pytest.mark.parametrize("name", SERVED)
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_body_has_one_verdict(kind: str, name: str, sandbox: Sandbox) -> None:
    for document in valid(name)[:FEW]:
        sent = KINDS[kind].change(json.dumps(ending(document)).encode())
        found = Outcome(name, _as_bytes(sent), sandbox, "strict")
        assert (found.kind, found.paths) == (KINDS[kind].verdict, []), sent[:1000]
        tried(f"bytes, {GENERATION[name]}", kind, found.kind)


@pytest.mark.parametrize("levels", [100, 500, *range(940, 1010)])
def test_a_value_of_many_levels_that_breaks_the_contract_is_told_in_a_sentence(levels: int, sandbox: Sandbox) -> None:
    row = {"object": "endpoint", "id": "i", "name": "n", "model": "m", "type": "dedicated", "owner": "o", "state": 0}
    body = json.dumps({"object": "list", "data": [{**row, "created_at": "2026-05-01T00:00:00Z"}]})
    deep = body.replace('"state": 0', f'"state": {"[" * levels}{"]" * levels}')
    found = Outcome("list-response", _as_bytes(deep.encode()), sandbox, "strict")
    too_deep = found.kind == NO_JSON and levels > 500  # where that begins is Python's
    assert too_deep or (found.kind, found.paths) == ("contract", ["$.data[0].state"])
    tried("bytes, v1", "many levels in a field", found.kind)


ODD_IN_A_ROW = {"digits": b"1" * 300, "levels": b"[" * 100 + b"]" * 100, "surrogates": SURROGATE}


@pytest.mark.parametrize("value", ODD_IN_A_ROW.values(), ids=ODD_IN_A_ROW)
def test_what_is_odd_in_a_row_is_in_the_answer_as_any_program_can_write_it(value: bytes, sandbox: Sandbox) -> None:
    row = b'{"id": "i", "name": "n", "model": "m", "odd": ' + value + b"}"
    sandbox.replies(_as_bytes(b'{"object": "list", "data": [' + row + b"," + row + b"]}"))
    connection = core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version="v1", validation="warn")
    answer = core.lookup(connection, core.Query(models=["m"]))
    assert answer.ids == {"m": "i"}
    assert json.loads(json.dumps(answer.to_dict()).encode())["endpoints"][0]["extra"] == answer.endpoints[0]["extra"]
    if value == SURROGATE:
        assert answer.endpoints[0]["extra"] == {"odd": "half \ufffd and half \ufffd, \\ud800 as text"}


def _as_bytes(body: bytes) -> dict[str, Any]:
    return {"bytes_base64": base64.b64encode(body).decode()}
