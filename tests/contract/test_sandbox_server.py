# SPDX-License-Identifier: MIT
"""The sandbox as an HTTP server: the log of requests, scripted replies, faults, TLS and closing."""

from __future__ import annotations

import gzip
import http.client
import json
import re
import select
import socket
import ssl
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from contract.sandbox_client import violations
from sandbox_api import Sandbox
from sandbox_api.faults import FAULTS

LIST = "/v1/endpoints"


class Received:
    """A response read from a plain HTTP connection."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.reason = response.reason
        self.headers = response.headers
        self.body = response.read()

    @property
    def document(self) -> Any:
        return json.loads(self.body)


def port(sandbox: Sandbox) -> int:
    return int(sandbox.url.rpartition(":")[2])


def connect(sandbox: Sandbox) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(sandbox.url).netloc, timeout=30)


def send(
    sandbox: Sandbox, target: str = LIST, *, method: str = "GET", key: str | None = None, body: str | None = None
) -> Received:
    connection = connect(sandbox)
    try:
        connection.request(method, target, body, {"Authorization": key or f"Bearer {sandbox.api_key}"})
        return Received(connection.getresponse())
    finally:
        connection.close()


def received_parts(sandbox: Sandbox, method: str = "GET", header: str = "Accept: */*") -> list[bytes]:
    """The parts of one response until the connection closes. Raises ConnectionResetError on RST."""
    with socket.create_connection(("127.0.0.1", port(sandbox)), timeout=30) as connection:
        connection.sendall(f"{method} {LIST} HTTP/1.1\r\nHost: sandbox\r\n{header}\r\n\r\n".encode())
        return list(iter(lambda: connection.recv(65536), b""))


def raw(sandbox: Sandbox, method: str = "GET", header: str = "Accept: */*") -> bytes:
    """All bytes of one response."""
    return b"".join(received_parts(sandbox, method, header))


def rows(sandbox: Sandbox) -> list[Any]:
    return [entry.row for entry in sandbox.endpoints]


# The log of requests


def test_each_request_is_logged_as_it_was_sent(sandbox: Sandbox) -> None:
    before = time.time()
    send(sandbox, f"{LIST}?type=dedicated&mine=%74rue&mine=false")
    send(sandbox, "//elsewhere", method="POST", body="{}")
    first, second = sandbox.requests
    assert (first.method, first.path, first.query) == ("GET", LIST, {"type": "dedicated", "mine": "false"})
    assert first.raw_query == "type=dedicated&mine=%74rue&mine=false"
    assert first.headers["authorization"] == f"Bearer {sandbox.api_key}"
    assert first.headers["accept-encoding"] == "identity"
    assert before <= first.at <= second.at <= time.time()
    assert (second.method, second.path, second.query, second.target) == ("POST", "//elsewhere", {}, "//elsewhere")
    sandbox.requests.clear()
    assert sandbox.requests == []


def test_the_sandbox_can_be_used_as_a_proxy(sandbox: Sandbox) -> None:
    response = send(sandbox, f"http://api.together.ai{LIST}?type=serverless")
    assert response.status == 200
    (request,) = sandbox.requests
    assert (request.path, request.query) == (LIST, {"type": "serverless"})
    assert request.target == "http://api.together.ai/v1/endpoints?type=serverless"


def test_fifty_concurrent_clients_are_served(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(50) as pool:
        statuses = list(pool.map(lambda _: send(sandbox).status, range(200)))
    assert statuses == [200] * 200
    assert len(sandbox.requests) == 200


def test_a_connection_is_reused(sandbox: Sandbox) -> None:
    connection = connect(sandbox)
    statuses = []
    for method, target in [("GET", LIST), ("POST", "/nowhere"), ("HEAD", LIST), ("GET", LIST)]:
        connection.request(method, target, "a body" if method == "POST" else None)
        statuses.append(Received(connection.getresponse()).status)
    connection.close()
    assert statuses == [401, 404, 405, 401]


# Scripted replies


def test_scripted_replies_are_sent_once_and_in_order(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 429, "headers": {"Retry-After": "7"}, "times": 2}, {"status": 503, "json": {"a": 1}})
    first, second, third, fourth = (send(sandbox) for _ in range(4))
    assert [each.status for each in (first, second, third, fourth)] == [429, 429, 503, 200]
    assert first.headers["Retry-After"] == "7"
    assert violations("error-data", first.document) == []
    assert first.document["error"]["message"] == "Too Many Requests"
    assert third.document == {"a": 1}
    assert fourth.document["data"] == rows(sandbox)


def test_a_new_script_replaces_the_rest_of_the_previous_one(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 500, "times": 9})
    sandbox.replies()
    assert send(sandbox).status == 200


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 422, 429, 500, 502, 503, 504, 529])
def test_an_error_status_without_a_body_sends_error_data(sandbox: Sandbox, status: int) -> None:
    sandbox.replies({"status": status})
    response = send(sandbox)
    assert response.status == status
    assert violations("error-data", response.document) == []


def test_parts_that_a_reply_omits_are_those_of_the_api(sandbox: Sandbox) -> None:
    sandbox.replies({}, {"headers": {"X-Extra": "1"}}, {"status": 200}, {"status": 200, "json": []})
    assert len(send(sandbox, f"{LIST}?type=dedicated").document["data"]) == sum(
        row["type"] == "dedicated" for row in rows(sandbox)
    )
    assert send(sandbox, key="Bearer wrong").status == 401
    assert send(sandbox, key="Bearer wrong").document["data"] == rows(sandbox)
    assert send(sandbox).document == []


def test_a_reply_can_have_any_bytes_reason_and_headers(sandbox: Sandbox) -> None:
    sandbox.replies(
        {"status": 403, "reason": "Nope", "text": "error code: 1010"},
        {"bytes_base64": "//4A", "headers": {"Content-Type": None, "location": "http://elsewhere/"}, "status": 302},
    )
    first, second = send(sandbox), send(sandbox)
    assert (first.status, first.reason, first.body) == (403, "Nope", b"error code: 1010")
    assert first.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (second.status, second.body, second.headers["Location"]) == (302, b"\xff\xfe\x00", "http://elsewhere/")
    assert second.headers["Content-Type"] is None


@pytest.mark.parametrize(
    "headers", [{"Content-Length": "3"}, {"Content-Length": None}, {"connection": "Close"}], ids=str
)
def test_the_connection_closes_on_request_or_if_the_length_is_unclear(sandbox: Sandbox, headers: Any) -> None:
    sandbox.replies({"text": "four", "headers": headers})
    assert body_of(raw(sandbox)) == b"four"


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ({"statuss": 200}, "a reply has no field 'statuss'; it has status, "),
        ({"status": "200"}, "status of a reply is an integer from 200 to 599, not '200'"),
        ({"fault": "gremlins"}, "fault of a reply is one of truncate, "),
        ({"times": 0}, "times of a reply is an integer from 1 to 1000, not 0"),
        ({"seconds": True}, "seconds of a reply is a number from 0 to 3600, not True"),
        ({"headers": {"Retry-After": 1}}, "headers of a reply is an object of Latin-1 strings"),
        ({"reason": "\u20ac"}, "reason of a reply is a Latin-1 string, not "),
        ({"bytes_base64": "*"}, "bytes_base64 of a reply is base64, not "),
        ({"text": "", "json": None}, "a reply has one body, not json and text"),
        ("stall", "a reply is an object, not 'stall'"),
    ],
)
def test_an_invalid_reply_is_refused(sandbox: Sandbox, reply: Any, message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        sandbox.replies(reply)
    refused = send(sandbox, "/_sandbox/replies", method="PUT", body=json.dumps([reply]))
    assert refused.status == 400
    assert refused.document["error"]["message"].startswith(message)


def test_replies_and_the_log_can_be_used_over_http(sandbox: Sandbox) -> None:
    def control(method: str, what: str, body: str | None = None) -> Received:
        return send(sandbox, f"/_sandbox/{what}", method=method, body=body, key="none")

    assert control("PUT", "replies", '[{"status": 418}, {"status": 500}]').document == {"replies": 2}
    assert send(sandbox, f"{LIST}?mine=true").status == 418
    (recorded,) = control("GET", "requests").document
    assert recorded == sandbox.requests[0]._asdict()
    assert control("DELETE", "requests").document == {"deleted": 1}
    assert control("GET", "requests").document == []
    assert control("PUT", "replies", "[").status == 400
    assert control("PUT", "replies", "{}").status == 400
    assert control("PATCH", "replies").status == 404
    assert send(sandbox).status == 500


# Faults


def test_every_fault_has_a_test_here() -> None:
    text = Path(__file__).read_text()
    assert [name for name in FAULTS if f'"fault": "{name}"' not in text] == []


def body_of(response: bytes) -> bytes:
    return response.partition(b"\r\n\r\n")[2]


def test_truncate_sends_less_than_the_content_length(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 200, "fault": "truncate"})
    response = raw(sandbox)
    (declared,) = re.findall(rb"Content-Length: (\d+)", response)
    assert 0 < len(body_of(response)) < int(declared)


def test_truncate_is_an_incomplete_read_for_a_client(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "truncate"})
    with pytest.raises(http.client.IncompleteRead):
        send(sandbox)


def test_close_sends_nothing(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "close"})
    assert raw(sandbox) == b""


def test_reset_sends_only_rst(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "reset"})
    with pytest.raises(ConnectionResetError):
        raw(sandbox)


def test_reset_in_body_sends_half_and_then_rst(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "reset_in_body"})
    connection = connect(sandbox)
    connection.request("GET", LIST)
    response = connection.getresponse()
    assert response.read(1) == b"{"
    with pytest.raises(ConnectionResetError):
        response.read()
    response.close()
    connection.close()


def test_stall_pauses_before_the_headers(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "stall", "seconds": 3600}, {"fault": "stall", "seconds": 0.01})
    connection = connect(sandbox)
    connection.request("GET", LIST)
    assert connection.sock
    assert select.select([connection.sock], [], [], 0.2)[0] == []
    connection.close()
    assert send(sandbox).status == 200


def test_stall_in_body_pauses_after_half_of_the_body(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "stall_in_body", "seconds": 3600}, {"fault": "stall_in_body", "seconds": 0.01})
    connection = connect(sandbox)
    connection.request("GET", LIST)
    response = connection.getresponse()
    half = response.read(int(response.headers["Content-Length"]) // 2)
    assert len(half) > 50
    assert connection.sock
    assert select.select([connection.sock], [], [], 0.2)[0] == []
    response.close()
    connection.close()
    assert send(sandbox).document["data"] == rows(sandbox)


@pytest.mark.parametrize(
    "reply", [{"fault": "drip", "text": "dripping" * 10}, {"fault": "drip_headers", "text": ""}], ids=str
)
def test_drip_sends_many_small_parts(sandbox: Sandbox, reply: Any) -> None:
    sandbox.replies({**reply, "seconds": 0.001, "headers": {"Date": None, "Server": None, "Connection": "close"}})
    dripped = received_parts(sandbox)[0 if reply["fault"] == "drip_headers" else 1 :]
    assert len(dripped) > 6  # the fault sends single bytes; a busy machine may join many of them


def test_html_keeps_the_status_and_sends_a_page(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 502, "fault": "html"}, {"fault": "html"})
    bad, good = send(sandbox), send(sandbox)
    assert (bad.status, good.status) == (502, 200)
    for page in (bad, good):
        assert page.headers.get_content_type() == "text/html"
        assert page.body.startswith(b"<!DOCTYPE html>")
    assert b"502 Bad Gateway" in bad.body


def test_gzip_is_valid(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "gzip"})
    response = send(sandbox)
    assert response.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(response.body))["data"] == rows(sandbox)


def test_gzip_truncated_ends_at_its_content_length(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "gzip_truncated"})
    response = send(sandbox)
    assert len(response.body) == int(response.headers["Content-Length"])
    unpacker = zlib.decompressobj(wbits=31)
    assert unpacker.decompress(response.body).startswith(b'{"object": "list"')
    assert not unpacker.eof


def test_double_gzip_is_compressed_twice(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "double_gzip"})
    response = send(sandbox)
    assert response.headers["Content-Encoding"] == "gzip, gzip"
    assert json.loads(gzip.decompress(gzip.decompress(response.body)))["data"] == rows(sandbox)


def test_gzip_bomb_is_small_and_valid(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "gzip_bomb", "json": []})
    response = send(sandbox)
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.body) < 2**20
    assert len(zlib.decompressobj(wbits=31).decompress(response.body, 65 * 2**20)) == 65 * 2**20


def test_endless_sends_entries_until_its_time_has_passed(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 200, "fault": "endless", "seconds": 0.1})
    connection = connect(sandbox)
    connection.request("GET", LIST)
    response = connection.getresponse()
    start = response.read(1000)
    with pytest.raises(http.client.IncompleteRead) as caught:
        response.read()
    connection.close()
    assert start.startswith(b'{"object": "list", "data": [{')
    assert len(caught.value.partial) > 2**16


# TLS and closing


def test_closing_ends_pauses_and_idle_connections() -> None:
    before = set(threading.enumerate())
    with Sandbox() as sandbox:
        sandbox.replies({"fault": "stall", "seconds": 3600}, {"fault": "stall_in_body", "seconds": 3600})
        connections = [connect(sandbox) for _ in range(3)]
        for number, connection in enumerate(connections, 1):
            connection.request("GET", LIST)
            wait_for_requests(sandbox, number)
        connections[2].getresponse().read()
    assert set(threading.enumerate()) == before
    for connection in connections:
        connection.close()


def wait_for_requests(sandbox: Sandbox, number: int) -> None:
    end = time.monotonic() + 60
    while len(sandbox.requests) < number:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_nothing_is_printed(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    sandbox.replies({"fault": "reset"}, {"fault": "endless", "seconds": 5})
    with pytest.raises(ConnectionResetError):
        send(sandbox)
    connection = connect(sandbox)
    connection.request("GET", LIST)
    connection.close()
    assert b" 400 " in raw(sandbox, "not a method")
    sandbox.close()
    assert capfd.readouterr() == ("", "")


def test_https_is_trusted_only_with_the_ca_file(capfd: pytest.CaptureFixture[str]) -> None:
    with Sandbox(tls=True) as sandbox:
        trust = ssl.create_default_context(cafile=sandbox.ca_path)
        trusting = http.client.HTTPSConnection("127.0.0.1", port(sandbox), timeout=30, context=trust)
        trusting.request("GET", LIST, headers={"Authorization": f"Bearer {sandbox.api_key}"})
        assert Received(trusting.getresponse()).document["data"] == rows(sandbox)
        untrusting = http.client.HTTPSConnection("127.0.0.1", port(sandbox), timeout=30)
        with pytest.raises(ssl.SSLCertVerificationError):
            untrusting.connect()
        untrusting.close()
    trusting.close()
    assert sandbox.url.startswith("https://")
    assert capfd.readouterr() == ("", "")


def test_endless_headers_exceed_the_limit_of_a_client(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "endless_headers"})
    with pytest.raises(http.client.HTTPException, match="got more than 100 headers"):
        send(sandbox)


@pytest.mark.parametrize(
    ("reply", "first"),
    [({"fault": "information_first"}, b"HTTP/1.1 100 "), ({"fault": "early_hints"}, b"HTTP/1.1 103 ")],
    ids=str,
)
def test_informational_responses_precede_the_response(sandbox: Sandbox, reply: Any, first: bytes) -> None:
    sandbox.replies({**reply, "status": 200, "text": "the response", "headers": {"Connection": "close"}})
    response = raw(sandbox)
    assert response.startswith(first)
    assert b"\r\n\r\nHTTP/1.1 200 OK\r\n" in response
    assert response.endswith(b"\r\n\r\nthe response")


def test_endless_information_ends_without_a_response(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "endless_information", "seconds": 0.1})
    response = raw(sandbox)
    assert set(response.split(b"\r\n\r\n")) == {b"HTTP/1.1 100 Continue", b""}


def test_an_endless_trailer_follows_the_chunks(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "endless_trailer", "seconds": 0.1})
    body, _end, trailer = raw(sandbox).partition(b"\r\n0\r\n")
    assert b"transfer-encoding: chunked" in body.lower()
    assert set(trailer.split(b"\r\n")) == {b"X-More: and more", b""}


def test_chunked_is_valid(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "chunked"})
    assert json.loads(send(sandbox).body)["data"] == rows(sandbox)


@pytest.mark.parametrize("reply", [{"fault": "chunked_unended"}, {"fault": "chunked_badly"}], ids=str)
def test_invalid_chunks_are_an_incomplete_read(sandbox: Sandbox, reply: Any) -> None:
    sandbox.replies(reply)
    with pytest.raises(http.client.IncompleteRead):
        send(sandbox)


def test_not_http_has_no_status_line(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "not_http"})
    with pytest.raises(http.client.BadStatusLine):
        send(sandbox)


# Latency


def test_latency_delays_every_response() -> None:
    with Sandbox(latency_ms=3_600_000) as sandbox:
        connection = connect(sandbox)
        connection.request("GET", LIST)
        assert connection.sock
        assert select.select([connection.sock], [], [], 0.2)[0] == []
        connection.close()
        sandbox.latency_ms = 1
        assert send(sandbox).status == 200


def test_concurrent_requests_get_each_scripted_reply_once(sandbox: Sandbox) -> None:
    sandbox.replies(
        {"status": 503, "path": "*/endpoints", "times": 20}, {"status": 500, "path": "/v1/whoami", "times": 20}
    )
    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(lambda path: send(sandbox, path).status, [LIST, "/v1/whoami"] * 30))
    assert sorted(statuses) == [200] * 20 + [500] * 20 + [503] * 20


def test_a_request_without_a_key_is_unauthorized(sandbox: Sandbox) -> None:
    assert raw(sandbox, "GET", "Connection: close").startswith(b"HTTP/1.1 401 Unauthorized\r\n")


def test_head_has_no_body(sandbox: Sandbox) -> None:
    response = raw(sandbox, "HEAD", "Connection: close")
    assert response.startswith(b"HTTP/1.1 405 Method Not Allowed\r\n")
    assert response.endswith(b"\r\n\r\n")
