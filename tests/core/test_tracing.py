# SPDX-License-Identifier: MIT
"""The trace of a lookup: one sentence for each attempt of a request, without the key."""

from __future__ import annotations

import contextlib
import logging
import re
from typing import Any
from unittest import mock

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.module_utils._core.http import tracing
from ansible_collections.together.ai.plugins.module_utils._core.http.deadline import Deadline
from ansible_collections.together.ai.plugins.module_utils._core.http.transport import Transport
from ansible_collections.together.ai.plugins.module_utils._core.limits import Budget
from core_lookups import MODEL, settings
from sandbox_api import Sandbox
from sandbox_api.server import API_KEY


def trace(sandbox: Sandbox, query: core.Query | None = None, **options: Any) -> list[str]:
    """Return the trace of a lookup, whether it fails or not, with every number of seconds as N."""
    sentences: list[str] = []
    with contextlib.suppress(core.TogetherError):
        core.lookup(settings(sandbox, **options), query or core.Query(models=[MODEL]), trace=sentences.extend)
    return [re.sub(r"\d+\.\d+ s", "N s", sentence) for sentence in sentences]


def test_a_request_is_traced_with_its_url_status_size_duration_and_attempt(sandbox: Sandbox) -> None:
    sandbox.replies({"json": {"object": "list", "data": []}})
    assert trace(sandbox, core.Query(mine=True, type="dedicated")) == [
        f"GET {sandbox.url}/v1/endpoints?type=dedicated&mine=true: HTTP 200, 30 bytes, N s, attempt 1 of 4."
    ]


def test_a_repeated_request_is_traced_with_the_reason(sandbox: Sandbox) -> None:
    sandbox.replies(
        {"status": 503, "text": "busy"},
        {"status": 429, "text": "", "headers": {"Retry-After": "1"}},
        {"fault": "reset"},
    )
    url = f"GET {sandbox.url}/v1/endpoints"
    again = "The next attempt is in N s, because this may be temporary"
    closed = "the connection was closed before the response was complete"
    assert trace(sandbox, retries=2) == [
        f"{url}: HTTP 503, 4 bytes, N s, attempt 1 of 3. {again}.",
        f"{url}: HTTP 429, 0 bytes, N s, attempt 2 of 3. {again}, and Retry-After demands 1 s.",
        f"{url}: {closed}, N s, attempt 3 of 3.",
    ]


def test_a_permanent_failure_is_traced_once(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 401, "text": "no"})
    assert trace(sandbox) == [f"GET {sandbox.url}/v1/endpoints: HTTP 401, 2 bytes, N s, attempt 1 of 4."]


def test_each_lookup_of_a_wait_is_traced(sandbox: Sandbox) -> None:
    sandbox.replies({"json": {"object": "list", "data": []}})
    sentences: list[list[str]] = []
    query = core.Query(models=[MODEL], wait=60)
    core.lookup(settings(sandbox), query, trace=lambda lookup: sentences.append(list(lookup)))
    assert [len(lookup) for lookup in sentences] == [1, 1]


def test_equal_requests_of_a_client_are_traced_once(sandbox: Sandbox) -> None:
    sentences: list[str] = []
    with core.Client(settings(sandbox)) as client:
        for _number in range(2):
            client.lookup(core.Query(models=[MODEL]), trace=sentences.extend)
    assert len(sentences) == 1


def test_the_trace_is_printable_and_short_and_does_not_contain_the_key(sandbox: Sandbox) -> None:
    sentences: list[str] = []
    parameters = {"cursor": f"{API_KEY}\n::error::\x9b" + "c" * 3000}
    with pytest.raises(core.HTTPStatusError):
        Transport(settings(sandbox)).get("/v1/endpoints", parameters, Deadline(60), Budget(), sentences.append)
    [sentence] = sentences
    assert sentence.startswith(f"GET {sandbox.url}/v1/endpoints?cursor=[API key]%0A%3A%3Aerror%3A%3A")
    assert sentence.isprintable()
    assert len(sentence) < 700


def test_the_logger_gets_the_trace_at_the_level_debug(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "together_ai")
    core.lookup(settings(sandbox), core.Query(models=[MODEL]))
    [record] = [record for record in caplog.records if record.name == "together_ai"]
    assert record.levelno == logging.DEBUG
    assert re.fullmatch(
        rf"GET {sandbox.url}/v1/endpoints: HTTP 200, \d+ bytes, \d+\.\d{{3}} s, attempt 1 of 4\.", record.getMessage()
    )


def test_a_lookup_that_is_not_traced_makes_no_sentence(sandbox: Sandbox, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    with mock.patch.object(tracing, "describe_attempt") as describe_attempt:
        core.lookup(settings(sandbox), core.Query(models=[MODEL]))
    assert describe_attempt.mock_calls == []
    assert caplog.records == []
