# SPDX-License-Identifier: MIT
"""What goes over the wire, and what must not: real HTTP and TLS on loopback."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from sandbox_api import Sandbox

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def tls_sandbox() -> Iterator[Sandbox]:
    with Sandbox(tls=True) as server:
        yield server


def settings(sandbox: Sandbox, **options: Any) -> core.Settings:
    return core.Settings(**{"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": "v1", **options})


def ids(sandbox: Sandbox, **options: Any) -> dict[str, str]:
    return core.lookup(settings(sandbox, **options), core.Query(models=[MODEL])).ids


def failure(sandbox: Sandbox, **options: Any) -> core.TogetherError:
    with pytest.raises(core.TogetherError) as failed:
        ids(sandbox, **options)
    return failed.value


def test_a_request_carries_the_key_a_name_of_its_own_and_asks_for_json(sandbox: Sandbox) -> None:
    ids(sandbox)
    (request,) = sandbox.requests
    assert (request.method, request.path, request.query) == ("GET", "/v1/endpoints", {})
    assert request.headers["authorization"] == f"Bearer {sandbox.api_key}"
    assert request.headers["user-agent"] == f"together-ai-endpoint-lookup/{core.VERSION}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/"])
def test_the_base_url_may_have_its_version_or_not(sandbox: Sandbox, ending: str) -> None:
    assert ids(sandbox, base_url=sandbox.url + ending)
    assert sandbox.requests[0].path == "/v1/endpoints"


def test_a_key_with_a_newline_at_its_end_works(sandbox: Sandbox) -> None:
    assert ids(sandbox, api_key=f"{sandbox.api_key}\n")


def test_a_netrc_entry_does_not_replace_the_key(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password netrc-secret\n")
    assert ids(sandbox)
    assert sandbox.requests[0].headers["authorization"] == f"Bearer {sandbox.api_key}"


def test_a_redirect_sends_nothing_to_the_other_host(sandbox: Sandbox) -> None:
    with Sandbox() as other:
        sandbox.replies({"status": 307, "headers": {"Location": f"{other.url}/v1/endpoints"}})
        assert failure(sandbox).error_type == "redirect"
        assert other.requests == []


def test_a_proxy_from_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    monkeypatch.setenv("HTTP_PROXY", sandbox.url)
    assert ids(sandbox, base_url="http://together.example")
    assert sandbox.requests[0].headers["host"] == "together.example"


def test_a_proxy_that_is_not_there_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:proxy-secret@127.0.0.1:1")
    failed = failure(sandbox, base_url="http://together.example", retries=0)
    assert failed.error_type == "connection"
    assert "proxy" in str(failed)
    assert "proxy-secret" not in everything(failed)


def test_an_untrusted_certificate_is_an_error_that_names_ca_path_and_is_not_tried_again(tls_sandbox: Sandbox) -> None:
    failed = failure(tls_sandbox)
    assert failed.error_type == "connection"
    assert "self-signed certificate" in str(failed).replace("self signed", "self-signed")
    assert "ca_path" in str(failed)
    assert failed.facts["tries"] == 1


def test_a_certificate_named_by_ca_path_is_trusted(tls_sandbox: Sandbox) -> None:
    assert ids(tls_sandbox, ca_path=tls_sandbox.ca_path)


def test_ca_path_beats_the_bundle_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tls_sandbox: Sandbox, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    assert ids(tls_sandbox, ca_path=tls_sandbox.ca_path)


def test_the_bundle_of_the_environment_is_trusted(monkeypatch: pytest.MonkeyPatch, tls_sandbox: Sandbox) -> None:
    assert tls_sandbox.ca_path
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", tls_sandbox.ca_path)
    assert ids(tls_sandbox)


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_validate_certs_false_beats_the_bundle_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tls_sandbox: Sandbox, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    assert ids(tls_sandbox, validate_certs=False)


def test_a_ca_path_that_holds_no_certificate_is_a_sentence(tls_sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("not a certificate")
    failed = failure(tls_sandbox, ca_path=tmp_path / "ca.pem")
    assert failed.error_type == "connection"
    assert "ca_path" in str(failed)


def test_retry_after_is_waited_for_in_seconds(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 429, "headers": {"Retry-After": "1"}})
    assert ids(sandbox)
    first, second = (request.at for request in sandbox.requests)
    assert second - first >= 1


def test_retry_after_is_waited_for_until_a_date(sandbox: Sandbox) -> None:
    due = datetime.now(timezone.utc) + timedelta(seconds=2)
    sandbox.replies({"status": 503, "headers": {"Retry-After": format_datetime(due, usegmt=True)}})
    assert ids(sandbox)
    assert datetime.now(timezone.utc) >= due.replace(microsecond=0)


@pytest.mark.parametrize("header", ["-5", "soon", "", "Thu, 01 Jan 1970 00:00:00 GMT", "99999999999999999999999"])
def test_a_retry_after_that_makes_no_sense_ends_no_lookup_with_a_traceback(sandbox: Sandbox, header: str) -> None:
    sandbox.replies({"status": 429, "headers": {"Retry-After": header}})
    if header.isdecimal():
        assert "HTTP 429" in str(failure(sandbox))
    else:
        assert ids(sandbox)


@pytest.mark.parametrize("fault", ["stall", "drip", "drip_headers", "stall_in_body"])
def test_nothing_outlasts_the_deadline(sandbox: Sandbox, fault: str) -> None:
    sandbox.replies({"status": 200, "fault": fault, "seconds": 0.2 if "drip" in fault else 30, "times": 9})
    start = time.monotonic()
    failed = failure(sandbox, deadline=0.6, timeout=20)
    assert time.monotonic() - start < 1.6
    assert failed.error_type == "timeout"
    assert sandbox.url in str(failed)


def test_a_body_beyond_64_mib_is_refused(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 200, "fault": "endless", "seconds": 20})
    assert "more than 64 MiB" in str(failure(sandbox))


def everything(error: BaseException) -> str:
    """All that a logger, a debugger or a crash reporter could show of an exception."""
    chain: list[Any] = [error]
    for found in chain:
        chain += [other for other in (found.__cause__, found.__context__) if other is not None]
    return "".join(f"{found!r} {found} {found.args} {vars(found)}" for found in chain)


SCRIPTS: dict[str, dict[str, Any]] = {
    "reset": {"status": 200, "fault": "reset"},
    "truncated": {"status": 200, "fault": "truncate"},
    "silence": {"status": 200, "fault": "stall", "seconds": 5},
    "html": {"status": 200, "fault": "html"},
    "unauthorized": {"status": 401, "text": "the key KEY is not known"},
    "echoed as JSON": {
        "status": 403,
        "json": {"error": {"message": "KEY", "type": "KEY", "param": "KEY", "code": "KEY"}},
    },
    "echoed in a row": {"status": 200, "json": {"object": "list", "data": [{"id": "KEY"}, "KEY"]}},
    "echoed as text": {"status": 200, "text": "KEY"},
    "redirect": {"status": 302, "headers": {"Location": "http://elsewhere.example/?key=KEY"}},
    "strange encoding": {"status": 200, "headers": {"Content-Encoding": "KEY"}},
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
def test_the_key_is_nowhere_in_an_error(sandbox: Sandbox, script: dict[str, Any]) -> None:
    def with_key(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: with_key(item) for name, item in value.items()}
        if isinstance(value, list):
            return [with_key(item) for item in value]
        return value.replace("KEY", sandbox.api_key) if isinstance(value, str) else value

    sandbox.replies(with_key(script))
    failed = failure(sandbox, retries=0, timeout=0.3)
    assert sandbox.requests
    assert sandbox.api_key not in everything(failed)
    assert failed.__cause__ is None
    assert failed.__context__ is None


def test_a_client_makes_equal_requests_once_for_many_threads(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 200, "fault": "stall", "seconds": 0.2})
    client = core.Client(settings(sandbox))
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(client.lookup(core.Query(models=[MODEL])).ids[MODEL]))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert len(sandbox.requests) == 1


def test_a_client_asks_again_for_another_filter_and_not_for_another_model(sandbox: Sandbox) -> None:
    client = core.Client(settings(sandbox))
    client.lookup(core.Query(models=[MODEL]))
    client.lookup(core.Query(models=["allenai/OLMo-7B"], state=["STARTED"]))
    assert len(sandbox.requests) == 1
    client.lookup(core.Query(models=[MODEL], mine=True))
    assert [request.query for request in sandbox.requests] == [{}, {"mine": "true"}]


def test_two_lookups_ask_twice(sandbox: Sandbox) -> None:
    ids(sandbox)
    ids(sandbox)
    assert len(sandbox.requests) == 2


def test_a_failed_request_is_not_repeated_within_one_client(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 402})
    client = core.Client(settings(sandbox))
    for _ in range(3):
        with pytest.raises(core.HTTPStatusError):
            client.lookup(core.Query())
    assert len(sandbox.requests) == 1


def test_an_error_that_a_client_remembers_does_not_grow(sandbox: Sandbox) -> None:
    client = core.Client(settings(sandbox, api_key="not-the-right-key"))
    lengths = []
    for _again in range(5):
        with pytest.raises(core.HTTPStatusError) as refused:
            client.lookup(core.Query())
        lengths.append(len(refused.traceback))
    assert len(sandbox.requests) == 1
    assert lengths[-1] <= lengths[1]


def test_a_forked_process_shares_no_connection_with_its_parent(sandbox: Sandbox) -> None:
    script = f"""
import os, sys
from {core.__name__} import Client, Query, Settings
client = Client(Settings(api_key={sandbox.api_key!r}, base_url={sandbox.url!r}, api_version="v1"))
client.lookup(Query())
child = os.fork()
client.lookup(Query())
if child:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    subprocess.run([sys.executable, "-c", script], cwd=Path(__file__).parents[2], check=True, timeout=60)
    assert len(sandbox.requests) == 2  # one for the parent, whose second is remembered, and one for the child


def test_silence_until_the_deadline_is_told_as_that_where_timeout_is_longer(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "stall", "seconds": 3})
    with pytest.raises(core.DeadlineExceededError):
        core.lookup(settings(sandbox, timeout=30, deadline=0.5), core.Query())
