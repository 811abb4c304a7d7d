# SPDX-License-Identifier: MIT
"""Answers that no API should give, byte for byte: a sentence, the right number of tries, and never the key."""

from __future__ import annotations

import base64
import gc
import gzip
import json
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from sandbox_api import Sandbox

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"
ROW = {
    "object": "endpoint",
    "id": "endpoint-1",
    "name": "acme/one",
    "model": MODEL,
    "type": "dedicated",
    "owner": "acme",
    "state": "STARTED",
    "created_at": "2026-05-01T00:00:00Z",
}


def ask(sandbox: Sandbox, **options: Any) -> core.Answer:
    settings = {"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": "v1", "retries": 0, **options}
    return core.lookup(core.Settings(**settings), core.Query(models=[MODEL]))


def failure(sandbox: Sandbox, **options: Any) -> core.TogetherError:
    with pytest.raises(core.TogetherError) as failed:
        ask(sandbox, **options)
    return failed.value


def as_bytes(body: bytes, **reply: Any) -> dict[str, Any]:
    return {"status": 200, "bytes_base64": base64.b64encode(body).decode(), **reply}


def escaped(key: str) -> str:
    return "".join(f"\\u{ord(letter):04X}" if number % 2 else letter for number, letter in enumerate(key))


ECHOES: dict[str, Callable[[str], bytes]] = {
    "as it is": lambda key: json.dumps({"error": {"message": key, "type": key}}).encode(),
    "with letters escaped": lambda key: f'{{"error": {{"message": "{escaped(key)}", "type": "t"}}}}'.encode(),
    "in UTF-16": lambda key: f'{{"error": {{"message": "{key}", "type": "t"}}}}'.encode("utf-16"),
    "as a field": lambda key: f'{{"error": {{"{escaped(key)}": 1}}}}'.encode(),
}


@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("echo", ECHOES.values(), ids=ECHOES)
def test_a_key_that_is_echoed_is_masked_however_it_is_spelled(
    sandbox: Sandbox, status: int, echo: Callable[[str], bytes]
) -> None:
    sandbox.replies(as_bytes(echo(sandbox.api_key), status=status))
    failed = failure(sandbox)
    told = f"{failed}{failed.facts}{json.dumps(failed.facts)}"
    assert sandbox.api_key not in told
    assert sandbox.api_key not in told.replace("\\u0000", "").replace("\0", "")


def test_a_key_in_a_row_is_masked_in_the_answer(sandbox: Sandbox) -> None:
    text = json.dumps({"object": "list", "data": [{**ROW, "name": "KEY", "note": "KEY"}]})
    sandbox.replies(as_bytes(text.replace("KEY", escaped(sandbox.api_key)).encode()))
    answer = ask(sandbox)
    assert answer.names == {MODEL: "[API key]"}
    assert sandbox.api_key not in json.dumps(answer.to_dict())


@pytest.mark.parametrize("status", [503, 429])
@pytest.mark.parametrize(
    "broken",
    [{"headers": {"Content-Encoding": "br"}}, {"headers": {"Content-Encoding": "gzip"}}, {"fault": "truncate"}],
    ids=["strange encoding", "bad gzip", "truncated"],
)
def test_an_error_whose_body_is_broken_keeps_its_status_and_is_tried_again(
    sandbox: Sandbox, status: int, broken: dict[str, Any]
) -> None:
    sandbox.replies({"status": status, "times": 2, **broken})
    failed = failure(sandbox, retries=1)
    assert f"HTTP {status}" in str(failed)
    assert len(sandbox.requests) == 2


@pytest.mark.parametrize("status", [401, 404])
def test_a_refusal_whose_body_is_cut_off_is_not_tried_again(sandbox: Sandbox, status: int) -> None:
    sandbox.replies({"status": status, "fault": "truncate"})
    assert f"HTTP {status}" in str(failure(sandbox, retries=2))
    assert len(sandbox.requests) == 1


@pytest.mark.parametrize("body", [b"\xef\xbb\xbf%s", b"  %s\r\n"], ids=["a byte order mark", "white space"])
def test_what_json_allows_around_a_document_is_no_matter(sandbox: Sandbox, body: bytes) -> None:
    sandbox.replies(as_bytes(body % json.dumps({"object": "list", "data": [ROW]}).encode()))
    assert ask(sandbox).ids == {MODEL: "endpoint-1"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"object": "list", "data": [NaN]}',
        b'{"object": "list", "data": [' + b"[" * 100_000,
        b'{"object": "list", "data": [1' + b"0" * 10_000 + b"]",
        b'{"object": "list", "data": ["\xe4"]}',
        '{"object": "list", "data": []}'.encode("utf-16"),
    ],
    ids=["NaN", "deep", "cut off", "Latin-1", "UTF-16"],
)
def test_what_is_no_json_is_an_error_that_shows_its_beginning(sandbox: Sandbox, body: bytes) -> None:
    sandbox.replies(as_bytes(body))
    failed = failure(sandbox)
    assert failed.error_type == "envelope"
    assert len(str(failed)) < 400


def test_a_lone_surrogate_becomes_a_replacement_character_that_any_program_can_write(sandbox: Sandbox) -> None:
    text = json.dumps({"object": "list", "data": [{**ROW, "name": "a\ud800b\udc00c\U0001f600"}]})
    sandbox.replies(as_bytes(text.encode()))
    name = ask(sandbox).names[MODEL]
    assert name == "a\ufffdb\ufffdc\U0001f600"
    assert name.encode()


def test_a_body_of_several_gzip_levels_of_white_space_is_read(sandbox: Sandbox) -> None:
    body = gzip.compress(b" " * 1_000_000 + json.dumps({"object": "list", "data": [ROW]}).encode())
    sandbox.replies(as_bytes(body, headers={"Content-Encoding": "gzip"}))
    assert ask(sandbox).ids == {MODEL: "endpoint-1"}


@pytest.mark.parametrize(
    "rows",
    [
        [{**ROW, "owner": str(number)} for number in range(20_000)],
        [{"model": "m", "owner": number} for number in range(20_000)],
    ],
    ids=["one id", "no id"],
)
def test_many_rows_that_share_an_id_or_have_none_take_no_longer_than_others(
    sandbox: Sandbox, rows: list[dict[str, Any]]
) -> None:
    sandbox.endpoints = rows
    assert failure(sandbox, deadline=30, validation="warn").error_type in ("ambiguous", "missing")


def test_near_names_for_many_missing_models_keep_the_deadline(sandbox: Sandbox) -> None:
    sandbox.endpoints = [
        {**ROW, "id": f"endpoint-{n}", "model": f"maker-{n % 97}/Model-{n}-Instruct"} for n in range(5000)
    ]
    settings = core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version="v1", deadline=10)
    start = time.monotonic()
    with pytest.raises(core.TogetherError) as failed:
        core.lookup(settings, core.Query(models=[f"makers/model {n} instruct" for n in range(200)]))
    assert time.monotonic() - start < 11
    assert failed.value.error_type in ("missing", "timeout")


def test_a_gzip_answer_that_breaks_off_at_once_is_tried_again(sandbox: Sandbox) -> None:
    whole = gzip.compress(json.dumps({"object": "list", "data": [ROW]}).encode())
    cut = {"bytes_base64": base64.b64encode(whole[:5]).decode(), "headers": {"Content-Encoding": "gzip"}}
    sandbox.replies(cut, {"json": {"object": "list", "data": [ROW]}})
    assert ask(sandbox, retries=1).ids == {MODEL: ROW["id"]}


def test_what_follows_a_gzip_answer_is_no_part_of_it(sandbox: Sandbox) -> None:
    body = gzip.compress(json.dumps({"object": "list", "data": [ROW]}).encode()) + b"garbage"
    sandbox.replies({"bytes_base64": base64.b64encode(body).decode(), "headers": {"Content-Encoding": "gzip"}})
    assert ask(sandbox).ids == {MODEL: ROW["id"]}


def test_so_many_violations_that_the_deadline_passes_are_told_as_that(sandbox: Sandbox) -> None:
    sandbox.replies({"text": f'{{"object": "list", "data": [{",".join(["{}"] * 50_000)}]}}'})
    failed = failure(sandbox, deadline=0.5)
    assert failed.error_type == "timeout"
    for _wait in range(50):
        if not any(thread.name == "together-ai-lookup" for thread in threading.enumerate()):
            break
        time.sleep(0.1)
    assert not any(thread.name == "together-ai-lookup" for thread in threading.enumerate())  # it gave up as well


def test_the_garbage_collector_works_as_before(sandbox: Sandbox) -> None:
    ask(sandbox)
    assert gc.isenabled()
