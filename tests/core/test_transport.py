# SPDX-License-Identifier: MIT
"""Requests over real HTTP and TLS: their headers, proxies, redirects and certificates."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from core_lookups import everything, failed_lookup, look_up
from sandbox_api import Sandbox


@pytest.fixture(autouse=True)
def empty_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def tls_sandbox() -> Iterator[Sandbox]:
    with Sandbox(tls=True) as server:
        yield server


def test_a_request_has_the_key_a_user_agent_and_the_accepted_types(sandbox: Sandbox) -> None:
    look_up(sandbox)
    (request,) = sandbox.requests
    assert (request.method, request.path, request.query) == ("GET", "/v1/endpoints", {})
    assert request.headers["authorization"] == f"Bearer {sandbox.api_key}"
    assert request.headers["user-agent"] == f"together-ai-endpoint-lookup/{core.VERSION}"
    assert request.headers["accept"] == "application/json"
    assert request.headers["accept-encoding"] == "gzip"


@pytest.mark.parametrize("suffix", ["", "/", "/v1", "/v1/"])
def test_the_version_in_the_base_url_is_optional(sandbox: Sandbox, suffix: str) -> None:
    assert look_up(sandbox, base_url=sandbox.url + suffix).ids
    assert sandbox.requests[0].path == "/v1/endpoints"


def test_a_newline_at_the_end_of_the_key_is_ignored(sandbox: Sandbox) -> None:
    assert look_up(sandbox, api_key=f"{sandbox.api_key}\n").ids


def test_a_netrc_entry_does_not_replace_the_key(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password netrc-secret\n")
    assert look_up(sandbox).ids
    assert sandbox.requests[0].headers["authorization"] == f"Bearer {sandbox.api_key}"


def test_a_redirect_is_not_followed(sandbox: Sandbox) -> None:
    with Sandbox() as other:
        sandbox.replies({"status": 307, "headers": {"Location": f"{other.url}/v1/endpoints"}})
        assert failed_lookup(sandbox).error_type == "redirect"
        assert other.requests == []


def test_a_proxy_from_the_environment_is_used(monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox) -> None:
    monkeypatch.setenv("HTTP_PROXY", sandbox.url)
    assert look_up(sandbox, base_url="http://together.example").ids
    assert sandbox.requests[0].headers["host"] == "together.example"


def test_an_unreachable_proxy_is_an_error_without_its_password(
    monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://user:proxy-secret@127.0.0.1:1")
    error = failed_lookup(sandbox, base_url="http://together.example", retries=0)
    assert error.error_type == "connection"
    assert "proxy" in str(error)
    assert "proxy-secret" not in everything(error)


def test_an_untrusted_certificate_is_not_retried_and_the_error_names_ca_path(tls_sandbox: Sandbox) -> None:
    error = failed_lookup(tls_sandbox)
    assert error.error_type == "connection"
    assert "self-signed certificate" in str(error).replace("self signed", "self-signed")
    assert "ca_path" in str(error)
    assert error.facts["attempts"] == 1


def test_a_certificate_named_by_ca_path_is_trusted(tls_sandbox: Sandbox) -> None:
    assert look_up(tls_sandbox, ca_path=tls_sandbox.ca_path).ids


def test_ca_path_takes_precedence_over_the_bundle_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tls_sandbox: Sandbox, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    assert look_up(tls_sandbox, ca_path=tls_sandbox.ca_path).ids


def test_the_bundle_of_the_environment_is_trusted(monkeypatch: pytest.MonkeyPatch, tls_sandbox: Sandbox) -> None:
    assert tls_sandbox.ca_path
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", tls_sandbox.ca_path)
    assert look_up(tls_sandbox).ids


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_validate_certs_false_takes_precedence_over_the_bundle_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tls_sandbox: Sandbox, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    assert look_up(tls_sandbox, validate_certs=False).ids


def test_a_ca_path_without_a_certificate_is_an_error_that_names_it(tls_sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("not a certificate")
    error = failed_lookup(tls_sandbox, ca_path=tmp_path / "ca.pem")
    assert error.error_type == "connection"
    assert "ca_path" in str(error)
