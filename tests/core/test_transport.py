# SPDX-License-Identifier: MIT
"""Requests over real HTTP and TLS: their headers, proxies, redirects and certificates."""

from __future__ import annotations

import sys
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


ON_ALL_ADDRESSES = "0.0.0.0"  # reaches this machine, and does not look like a loopback address
SENT_TO = "the API key is sent to {} without encryption"


@pytest.mark.parametrize(
    ("base_url", "proxy_host", "no_proxy", "expected"),
    [
        ("http://together.example", "127.0.0.1", "", ["together.example"]),
        ("http://together.example", ON_ALL_ADDRESSES, "", ["together.example", f"the proxy {ON_ALL_ADDRESSES}"]),
        ("http://localhost:1", ON_ALL_ADDRESSES, "", [f"the proxy {ON_ALL_ADDRESSES}"]),
        ("http://localhost:1", "127.0.0.1", "", []),
        ("URL", ON_ALL_ADDRESSES, "127.0.0.1", []),
    ],
)
def test_a_key_that_is_sent_without_encryption_is_a_warning(
    monkeypatch: pytest.MonkeyPatch,
    sandbox: Sandbox,
    base_url: str,
    proxy_host: str,
    no_proxy: str,
    expected: list[str],
) -> None:
    monkeypatch.setenv("HTTP_PROXY", sandbox.url.replace("127.0.0.1", proxy_host))
    monkeypatch.setenv("NO_PROXY", no_proxy)
    warnings = look_up(sandbox, base_url=base_url.replace("URL", sandbox.url)).warnings
    assert len(warnings) == len(expected)
    for warning, host in zip(warnings, expected, strict=True):
        assert SENT_TO.format(host) in warning


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


SELF_SIGNED = (
    "failed: the server's TLS certificate is not trusted (self-signed certificate). Set ca_path to its authority:"
)


def test_an_untrusted_certificate_with_ssl_cert_file_set_says_which_variable_is_read(
    monkeypatch: pytest.MonkeyPatch, tls_sandbox: Sandbox
) -> None:
    hint = "SSL_CERT_FILE is set, but requests does not read it: set REQUESTS_CA_BUNDLE or ca_path to that file."
    assert hint not in str(failed_lookup(tls_sandbox))
    monkeypatch.setenv("SSL_CERT_FILE", str(tls_sandbox.ca_path))
    message = str(failed_lookup(tls_sandbox)).replace("self signed", "self-signed")
    assert SELF_SIGNED in message
    assert message.endswith(hint)


def test_a_socks_proxy_without_pysocks_is_an_error_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, sandbox: Sandbox
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5h://user:proxy-secret@127.0.0.1:1080")
    error = failed_lookup(sandbox, base_url="http://together.example")
    assert str(error) == (
        "GET http://together.example/v1/endpoints failed: the proxy in the environment is a SOCKS proxy, and the "
        f"Python library PySocks is not installed. Run: {sys.executable} -m pip install pysocks, or use an HTTP proxy."
    )
    assert not error.retryable
    assert "proxy-secret" not in everything(error)


IDS = {"X-Request-Id": "req_8f3a", "CF-Ray": "9d1f2a-FRA"}


def test_an_http_error_ends_with_the_ids_that_the_server_gave_to_the_request(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 500, "headers": IDS, "json": {"error": {"message": "boom"}}})
    error = failed_lookup(sandbox, retries=0)
    assert str(error).endswith('For the support of the API: x-request-id "req_8f3a", cf-ray "9d1f2a-FRA".')
    assert error.facts["request_ids"] == {"x-request-id": "req_8f3a", "cf-ray": "9d1f2a-FRA"}


def test_an_http_error_without_ids_does_not_mention_them(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 500})
    error = failed_lookup(sandbox, retries=0)
    assert "support" not in str(error)
    assert "request_ids" not in error.facts


def test_the_ids_of_a_request_are_one_short_printable_line_without_the_key(sandbox: Sandbox) -> None:
    ids = {"X-Request-Id": f"a\t\x9bb {sandbox.api_key} " + "c" * 1000, "CF-Ray": "::error::{base_url}"}
    sandbox.replies({"status": 403, "headers": ids})
    error = failed_lookup(sandbox, retries=0, base_url=sandbox.url)
    assert str(error).isprintable()
    assert sandbox.api_key not in everything(error)
    assert r'x-request-id "a\\t\\x9bb [API key] ccc' in str(error)
    assert '{base_url}"' in str(error)
    assert "::error::" not in str(error)
    assert max(map(len, error.facts["request_ids"].values())) <= 100
    assert len(str(error)) < 600
