# SPDX-License-Identifier: MIT
"""Responses that break HTTP, gzip, JSON or Unicode, byte by byte."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.module_utils._core.http import response_body
from ansible_collections.together.ai.plugins.module_utils._core.http.deadline import Deadline
from ansible_collections.together.ai.plugins.module_utils._core.limits import Budget
from core_lookups import ENDPOINT, LIST, MODEL, failed_lookup, look_up, raw_reply, settings
from sandbox_api import Sandbox

IDS = {MODEL: ENDPOINT["id"]}
BODY = json.dumps(LIST).encode()
GZIP = {"Content-Encoding": "gzip"}


@pytest.mark.parametrize("status", [503, 429])
@pytest.mark.parametrize(
    "broken",
    [{"headers": {"Content-Encoding": "br"}}, {"headers": GZIP}, {"fault": "truncate"}],
    ids=["unsupported encoding", "invalid gzip", "truncated"],
)
def test_an_http_error_with_a_broken_body_keeps_its_status_and_is_retried(
    sandbox: Sandbox, status: int, broken: dict[str, Any]
) -> None:
    sandbox.replies({"status": status, "times": 2, **broken})
    assert f"HTTP {status}" in str(failed_lookup(sandbox, retries=1))
    assert len(sandbox.requests) == 2


@pytest.mark.parametrize("status", [401, 404])
def test_a_permanent_http_error_with_a_broken_body_is_not_retried(sandbox: Sandbox, status: int) -> None:
    sandbox.replies({"status": status, "fault": "truncate"})
    assert f"HTTP {status}" in str(failed_lookup(sandbox, retries=2))
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize("body", [b"\xef\xbb\xbf%s", b"  %s\r\n"], ids=["byte order mark", "white space"])
def test_a_byte_order_mark_and_white_space_around_json_are_ignored(sandbox: Sandbox, body: bytes) -> None:
    sandbox.replies(raw_reply(body % BODY))
    assert look_up(sandbox, retries=0).ids == IDS


@pytest.mark.parametrize(
    "body",
    [
        b'{"object": "list", "data": [NaN]}',
        b'{"object": "list", "data": [' + b"[" * 100_000,
        b'{"object": "list", "data": [1' + b"0" * 10_000 + b"]",
        b'{"object": "list", "data": ["\xe4"]}',
        '{"object": "list", "data": []}'.encode("utf-16"),
    ],
    ids=["NaN", "deeply nested", "cut off", "Latin-1", "UTF-16"],
)
def test_invalid_json_is_a_short_error(sandbox: Sandbox, body: bytes) -> None:
    sandbox.replies(raw_reply(body))
    error = failed_lookup(sandbox, retries=0)
    assert error.error_type == "envelope"
    assert len(str(error)) < 400


def test_a_lone_surrogate_is_replaced_so_that_the_text_can_be_encoded(sandbox: Sandbox) -> None:
    text = json.dumps({"object": "list", "data": [{**ENDPOINT, "name": "a\ud800b\udc00c\U0001f600"}]})
    sandbox.replies(raw_reply(text.encode()))
    name = look_up(sandbox).names[MODEL]
    assert name == "a\ufffdb\ufffdc\U0001f600"
    assert name.encode()


def test_a_gzip_body_that_is_mostly_white_space_is_read(sandbox: Sandbox) -> None:
    sandbox.replies(raw_reply(gzip.compress(b" " * 1_000_000 + BODY), headers=GZIP))
    assert look_up(sandbox, retries=0).ids == IDS


def test_a_gzip_stream_that_is_cut_off_in_its_header_is_retried(sandbox: Sandbox) -> None:
    sandbox.replies(raw_reply(gzip.compress(BODY)[:5], headers=GZIP), {"json": LIST})
    assert look_up(sandbox, retries=1).ids == IDS


def test_bytes_after_the_end_of_a_gzip_stream_are_ignored(sandbox: Sandbox) -> None:
    sandbox.replies(raw_reply(gzip.compress(BODY) + b"garbage", headers=GZIP))
    assert look_up(sandbox, retries=0).ids == IDS


def test_a_gzip_stream_may_be_split_anywhere_also_within_the_first_bytes_of_a_member(sandbox: Sandbox) -> None:
    stream = gzip.compress(BODY[:9]) + gzip.compress(BODY[9:])
    sandbox.replies(raw_reply(stream, headers=GZIP, fault="drip", seconds=0))
    assert look_up(sandbox, retries=0).ids == IDS


def test_a_stream_of_empty_gzip_members_ends_at_the_deadline() -> None:
    empty = gzip.compress(b"")

    class Raw:
        def read(self, size: int, decode_content: bool) -> bytes:
            return empty * (size // len(empty))

    with pytest.raises(core.DeadlineExceededError):
        response_body.read("http://sandbox", Raw(), "gzip", Deadline(0.2), Budget())


FORGED = "\n::error::forged\x1b[2J\u202e\r"  # a line of a CI's log, an escape sequence, and a mark that reverses text


def test_text_from_a_server_cannot_forge_a_line_of_output(sandbox: Sandbox) -> None:
    row = {field: f"{value}{FORGED}" for field, value in ENDPOINT.items()}
    sandbox.endpoints = [row, {**row, "id": "another"}]
    missing = failed_lookup(sandbox, validation="warn")
    with pytest.raises(core.TogetherError) as ambiguous:
        core.lookup(settings(sandbox, validation="warn"), core.Query(models=[row["model"]]))
    answer = core.lookup(settings(sandbox, validation="warn"), core.Query())
    sandbox.replies({"status": 401, "json": {"error": {"message": FORGED, "type": FORGED, "code": FORGED}}})
    for text in (str(missing), str(ambiguous.value), str(failed_lookup(sandbox)), *answer.warnings):
        assert text.isprintable(), text
    assert len(answer.warnings) >= 1
    assert answer.endpoints[0]["name"] == row["name"]  # values in results stay as they were sent
