# SPDX-License-Identifier: MIT
"""The limits of a lookup: its deadline, the delays that a server demands, the size of a response, and its work."""

from __future__ import annotations

import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from core_lookups import ENDPOINT, failed_lookup, look_up, settings
from faults.rate_limit import RateLimitedSandbox
from sandbox_api import SCENARIOS, Sandbox
from sandbox_api.replies import Reply, parse
from waiting import wait_until

HOUR = 3600


class UnavailableSandbox(Sandbox):
    """Answers with HTTP 503 until a time that it names in Retry-After, one to two seconds after the first request."""

    until = 0.0

    def next_reply(self, path: str) -> Reply | None:
        """Refuse a request that comes too early."""
        self.until = self.until or math.ceil(time.time()) + 1.0  # an HTTP date has whole seconds
        if time.time() >= self.until:
            return super().next_reply(path)
        return parse({"status": 503, "headers": {"Retry-After": formatdate(self.until, usegmt=True)}})[0]


def test_a_retry_waits_for_the_seconds_of_retry_after() -> None:
    with RateLimitedSandbox(requests_per_second=1) as sandbox:
        assert look_up(sandbox, retries=1).ids
        assert len(sandbox.requests) == 2  # an earlier one would have been refused


def test_a_retry_waits_for_the_date_of_retry_after() -> None:
    with UnavailableSandbox() as sandbox:
        assert look_up(sandbox, retries=1).ids
        assert len(sandbox.requests) == 2  # an earlier one would have been refused


@pytest.mark.parametrize("value", ["-5", "soon", "", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_an_invalid_or_past_retry_after_is_ignored(sandbox: Sandbox, value: str) -> None:
    sandbox.replies({"status": 429, "headers": {"Retry-After": value}})
    assert look_up(sandbox).ids


def test_a_retry_after_beyond_the_deadline_is_an_error(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 429, "headers": {"Retry-After": "99999999999999999999999"}})
    assert "HTTP 429" in str(failed_lookup(sandbox))


@pytest.mark.parametrize(
    ("fault", "seconds"),
    [
        ("stall", HOUR),
        ("stall_in_body", HOUR),
        ("drip", 0.2),
        ("drip_headers", 0.2),
        ("endless_information", HOUR),
        ("endless_trailer", HOUR),
    ],
)
def test_a_lookup_ends_at_its_deadline_and_not_with_the_response(fault: str, seconds: float) -> None:
    padding = {"X-Padding": "x" * 20_000}  # which takes more than an hour at one byte per 0.2 s
    with ThreadPoolExecutor() as threads, Sandbox() as sandbox:
        sandbox.replies({"status": 200, "fault": fault, "seconds": seconds, "headers": padding, "times": 9})
        later = threads.submit(failed_lookup, sandbox, deadline=30, timeout=HOUR, retries=0)
        error = failed_lookup(sandbox, deadline=0.6, timeout=HOUR)
        assert not later.done()
    assert isinstance(error, core.DeadlineExceededError)
    assert sandbox.url in str(error)


def test_a_response_larger_than_64_mib_is_an_error(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 200, "fault": "endless", "seconds": HOUR})
    assert "more than 64 MiB" in str(failed_lookup(sandbox))


@pytest.mark.parametrize(
    "rows",
    [
        [{**ENDPOINT, "owner": str(number)} for number in range(20_000)],
        [{"model": "m", "owner": number} for number in range(20_000)],
    ],
    ids=["same id", "no id"],
)
def test_the_deadline_is_enough_for_many_endpoints_with_the_same_id_or_none(
    sandbox: Sandbox, rows: list[dict[str, Any]]
) -> None:
    sandbox.endpoints = rows
    assert failed_lookup(sandbox, deadline=120, validation="warn").error_type in ("ambiguous", "missing")


def assert_no_lookup_thread_remains() -> None:
    def ended() -> bool:
        return all(thread.name != "together-ai-lookup" for thread in threading.enumerate())

    wait_until(ended, "the threads of the lookup have ended")


def test_suggestions_for_many_missing_models_end_at_the_deadline(sandbox: Sandbox) -> None:
    sandbox.endpoints = [
        {**ENDPOINT, "id": f"endpoint-{number}", "model": f"maker-{number % 97}/Model-{number}-Instruct"}
        for number in range(5000)
    ]
    query = core.Query(models=[f"makers/model {number} instruct" for number in range(200)])
    with pytest.raises(core.TogetherError) as raised:
        core.lookup(settings(sandbox, deadline=10), query)
    assert raised.value.error_type in ("missing", "timeout")
    assert_no_lookup_thread_remains()


def test_the_search_for_violations_ends_at_the_deadline(sandbox: Sandbox) -> None:
    sandbox.replies({"text": f'{{"object": "list", "data": [{",".join(["{}"] * 50_000)}]}}'})
    assert failed_lookup(sandbox, deadline=0.5).error_type == "timeout"
    assert_no_lookup_thread_remains()


def test_the_deployments_of_an_endpoint_count_as_entries() -> None:
    """One endpoint with 240,000 of them used 826 MiB."""
    _endpoints, v2 = SCENARIOS["split"]()
    v2.endpoints[0]["deployments"] = [{}] * 150_000
    v2.endpoints[0]["trafficSplit"] = [{}] * 50_001
    with Sandbox(v2=v2) as sandbox:
        error = failed_lookup(sandbox, api_version="v2")
    assert error.error_type == "envelope"
    assert "more than 200,000 entries (in all lists of the lookup)" in str(error)
