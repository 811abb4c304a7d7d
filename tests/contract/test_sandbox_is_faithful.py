# SPDX-License-Identifier: MIT
"""The sandbox, seen from outside: by the official SDK, by the spec's schemas, and on the wire."""

from __future__ import annotations

import datetime
import gzip
import http.client
import json
import os
import re
import select
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest
import together
import yaml

from sandbox_api import Entry, Sandbox
from sandbox_api.faults import FAULTS
from sandbox_api.service import ROUTES

ROOT = Path(__file__).parents[2]
LIST = "/v1/endpoints"


class Answer:
    """What came back on a plain HTTP connection."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.reason = response.reason
        self.headers = response.headers
        self.body = response.read()

    @property
    def document(self) -> Any:
        return json.loads(self.body)


@pytest.fixture
def sdk(sandbox: Sandbox) -> Iterator[together.Together]:
    with together.Together(api_key=sandbox.api_key, base_url=f"{sandbox.url}/v1", max_retries=0) as client:
        yield client


def port(sandbox: Sandbox) -> int:
    return int(sandbox.url.rpartition(":")[2])


def connect(sandbox: Sandbox) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(sandbox.url).netloc, timeout=5)


def ask(
    sandbox: Sandbox, target: str = LIST, *, method: str = "GET", key: str | None = None, body: str | None = None
) -> Answer:
    connection = connect(sandbox)
    try:
        connection.request(method, target, body, {"Authorization": key or f"Bearer {sandbox.api_key}"})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def pieces(sandbox: Sandbox, method: str = "GET", header: str = "Accept: */*") -> list[bytes]:
    """One answer as it arrives, until the sandbox closes the connection. Raises ConnectionResetError on RST."""
    with socket.create_connection(("127.0.0.1", port(sandbox)), timeout=5) as connection:
        connection.sendall(f"{method} {LIST} HTTP/1.1\r\nHost: sandbox\r\n{header}\r\n\r\n".encode())
        return list(iter(lambda: connection.recv(65536), b""))


def raw(sandbox: Sandbox, method: str = "GET", header: str = "Accept: */*") -> bytes:
    """All bytes of one answer."""
    return b"".join(pieces(sandbox, method, header))


def rows(sandbox: Sandbox, **wanted: Any) -> list[Any]:
    """Rows of the estate by what is kept beside them (`usage_type`, `mine`) or in them (`type`)."""
    return [
        entry.row
        for entry in sandbox.endpoints
        if all(value == (entry.row if name == "type" else entry._asdict())[name] for name, value in wanted.items())
    ]


def schema_of(name: str) -> Any:
    return json.loads((ROOT / "schemas" / f"{name}.json").read_text())


def violations(schema: str, document: Any) -> list[str]:
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return [
        error.message
        for error in jsonschema.Draft202012Validator(schema_of(schema), format_checker=checker).iter_errors(document)
    ]


# --- the official SDK


FILTERS: list[dict[str, Any]] = [
    {},
    {"type": "dedicated"},
    {"type": "serverless"},
    {"usage_type": "on-demand"},
    {"usage_type": "reserved"},
]
FILTERS += [{"mine": True}, {"mine": False}, {"type": "dedicated", "usage_type": "reserved", "mine": True}]


def utc(text: str) -> datetime.datetime:
    fraction = ".%f" if "." in text else ""
    return datetime.datetime.strptime(text, f"%Y-%m-%dT%H:%M:%S{fraction}Z").replace(tzinfo=datetime.timezone.utc)


@pytest.mark.parametrize("wanted", FILTERS, ids=str)
def test_the_official_sdk_lists_the_rows_a_filter_is_for(sandbox: Sandbox, sdk: together.Together, wanted: Any) -> None:
    listed = sdk.endpoints.list(**wanted)
    expected = rows(sandbox, **wanted)
    assert 0 < len(expected) <= len(sandbox.endpoints)
    assert listed.object == "list"
    fields = [endpoint.model_dump(mode="json", exclude={"created_at"}) for endpoint in listed.data]
    assert fields == [{name: value for name, value in row.items() if name != "created_at"} for row in expected]
    assert [endpoint.created_at for endpoint in listed.data] == [utc(row["created_at"]) for row in expected]


def test_no_serverless_row_has_a_usage_type(sdk: together.Together) -> None:
    for usage_type in ("on-demand", "reserved"):
        assert sdk.endpoints.list(type="serverless", usage_type=usage_type).data == []


def test_the_official_sdk_sees_a_bad_key_as_an_authentication_error(sandbox: Sandbox, sdk: together.Together) -> None:
    sandbox.api_key = "another"
    with pytest.raises(together.AuthenticationError, match="Invalid API key provided"):
        sdk.endpoints.list()


def test_the_official_sdk_sees_a_bad_filter_as_a_bad_request(sdk: together.Together) -> None:
    with pytest.raises(together.BadRequestError):
        sdk.endpoints.list(type="serverles")  # type: ignore[arg-type]


# --- the spec


def test_the_routes_take_the_parameters_of_the_spec() -> None:
    spec = yaml.safe_load((ROOT / "schemas" / "openapi.yaml").read_text())
    base = urlsplit(spec["servers"][0]["url"]).path
    assert list(ROUTES) == [base + path for path in spec["paths"]]
    for path, operation in spec["paths"].items():
        schemas = {each["name"]: each["schema"] for each in operation["get"]["parameters"]}
        boolean = ("true", "false")
        assert ROUTES[base + path].parameters == {
            name: boolean if schema["type"] == "boolean" else tuple(schema["enum"]) for name, schema in schemas.items()
        }


def test_the_realistic_estate_conforms_to_the_spec(sandbox: Sandbox) -> None:
    assert violations("list-response", ask(sandbox).document) == []


def test_the_check_against_the_spec_sees_a_broken_row(sandbox: Sandbox) -> None:
    sandbox.endpoints = [{**sandbox.endpoints[0].row, "created_at": "yesterday"}]
    assert violations("list-response", ask(sandbox).document) == ["'yesterday' is not a 'date-time'"]


@pytest.mark.parametrize(
    ("method", "target", "key", "status", "param"),
    [
        ("GET", LIST, "Bearer wrong", 401, None),
        ("GET", LIST, "Basic {key}", 401, None),
        ("GET", LIST, "{key}", 401, None),
        ("GET", f"{LIST}?type=serverles", None, 400, "type"),
        ("GET", f"{LIST}?usage_type=", None, 400, "usage_type"),
        ("GET", f"{LIST}?mine=True", None, 400, "mine"),
        ("GET", f"{LIST}?mine=1", None, 400, "mine"),
        ("GET", f"{LIST}?limit=10", None, 400, "limit"),
        ("GET", f"{LIST}?type=dedicated&type=dedicated", None, 400, "type"),
        ("GET", "/endpoints", None, 404, None),
        ("GET", f"{LIST}/", None, 404, None),
        ("GET", f"/{LIST}", None, 404, None),
        ("POST", LIST, None, 405, None),
        ("DELETE", LIST, None, 405, None),
        ("BREW", LIST, None, 405, None),
    ],
)
def test_a_request_the_spec_does_not_allow_gets_error_data(
    sandbox: Sandbox, method: str, target: str, key: str | None, status: int, param: str | None
) -> None:
    answer = ask(sandbox, target, method=method, key=key and key.format(key=sandbox.api_key))
    assert answer.status == status
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert violations("error-data", answer.document) == []
    error = answer.document["error"]
    assert error["param"] == param
    assert error["type"] == "invalid_request_error"
    assert error["code"] == ("invalid_api_key" if status == 401 else None)
    assert not param or param in error["message"]


def test_a_request_without_a_key_is_unauthorized(sandbox: Sandbox) -> None:
    assert raw(sandbox, "GET", "Connection: close").startswith(b"HTTP/1.1 401 Unauthorized\r\n")


def test_head_has_no_body(sandbox: Sandbox) -> None:
    answer = raw(sandbox, "HEAD", "Connection: close")
    assert answer.startswith(b"HTTP/1.1 405 Method Not Allowed\r\n")
    assert answer.endswith(b"\r\n\r\n")


# --- the estate


def test_the_estate_holds_what_the_documentation_speaks_of(sandbox: Sandbox) -> None:
    estate = rows(sandbox)
    models = Counter(row["model"] for row in estate)
    (happy,) = (row for row in estate if row["model"] == "mistralai/Mistral-Small-24B-Instruct-2501")
    assert happy["name"] == "acme/Mistral-Small-24B-Instruct-2501-7c1d02ab"
    assert (happy["type"], happy["state"], happy["owner"]) == ("dedicated", "STARTED", "acme")
    assert models["Qwen/Qwen3-32B"] == 3
    assert [row["name"] for row in rows(sandbox, mine=True) if row["model"] == "Qwen/Qwen3-32B"] == [
        "acme/Qwen3-32B-b84e20d7",
        "acme/Qwen3-32B-0f3a91bc",
    ]
    assert {row["state"] for row in estate} == set(schema_of("list-endpoint")["properties"]["state"]["enum"])
    assert {row["owner"] for row in rows(sandbox, type="serverless")} == {"together"}
    assert rows(sandbox, mine=True) == [row for row in estate if row["owner"] == "acme"]
    assert len({row["owner"] for row in estate}) >= 4
    assert len({row["id"] for row in estate}) == len(estate)


def test_an_estate_is_rows_or_rows_with_what_is_known_beside_them(sandbox: Sandbox) -> None:
    dedicated, serverless = {"type": "dedicated", "n": 1}, {"type": "serverless", "n": 2}
    reserved = {"row": {"type": "dedicated", "n": 3}, "usage_type": "reserved", "mine": False}
    sandbox.endpoints = [dedicated, serverless, reserved, Entry(None, None, True), "br\ud800ken", ["row"], {}]

    def served(query: str) -> Any:
        return ask(sandbox, f"{LIST}?{query}").document["data"]

    assert served("") == [dedicated, serverless, reserved["row"], None, "br\ud800ken", ["row"], {}]
    assert served("type=dedicated") == [dedicated, reserved["row"]]
    assert served("usage_type=reserved") == [reserved["row"]]
    assert served("usage_type=on-demand") == [dedicated, "br\ud800ken", ["row"], {}]
    assert served("mine=true") == [dedicated, None, "br\ud800ken", ["row"], {}]
    assert served("mine=false") == [serverless, reserved["row"]]


# --- the record


def test_each_request_is_recorded_as_it_was_sent(sandbox: Sandbox) -> None:
    before = time.time()
    ask(sandbox, f"{LIST}?type=dedicated&mine=%74rue&mine=false")
    ask(sandbox, "//elsewhere", method="POST", body="{}")
    first, second = sandbox.requests
    assert (first.method, first.path, first.query) == ("GET", LIST, {"type": "dedicated", "mine": "false"})
    assert first.raw_query == "type=dedicated&mine=%74rue&mine=false"
    assert first.headers["authorization"] == f"Bearer {sandbox.api_key}"
    assert first.headers["accept-encoding"] == "identity"
    assert before <= first.at <= second.at <= time.time()
    assert (second.method, second.path, second.query, second.target) == ("POST", "//elsewhere", {}, "//elsewhere")
    sandbox.requests.clear()
    assert sandbox.requests == []


def test_the_sandbox_can_play_a_proxy(sandbox: Sandbox) -> None:
    answer = ask(sandbox, f"http://api.together.ai{LIST}?type=serverless")
    assert answer.status == 200
    (request,) = sandbox.requests
    assert (request.path, request.query) == (LIST, {"type": "serverless"})
    assert request.target == "http://api.together.ai/v1/endpoints?type=serverless"


def test_fifty_clients_at_once_are_served(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(lambda _: ask(sandbox).status, range(200)))
    assert answers == [200] * 200
    assert len(sandbox.requests) == 200


def test_one_connection_serves_many_requests(sandbox: Sandbox) -> None:
    connection = connect(sandbox)
    statuses = []
    for method, target in [("GET", LIST), ("POST", "/nowhere"), ("HEAD", LIST), ("GET", LIST)]:
        connection.request(method, target, "a body" if method == "POST" else None)
        statuses.append(Answer(connection.getresponse()).status)
    connection.close()
    assert statuses == [401, 404, 405, 401]


# --- scripted replies


def test_a_script_is_followed_and_then_over(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 429, "headers": {"Retry-After": "7"}, "times": 2}, {"status": 503, "json": {"a": 1}})
    first, second, third, fourth = (ask(sandbox) for _ in range(4))
    assert [each.status for each in (first, second, third, fourth)] == [429, 429, 503, 200]
    assert first.headers["Retry-After"] == "7"
    assert violations("error-data", first.document) == []
    assert first.document["error"]["message"] == "Too Many Requests"
    assert third.document == {"a": 1}
    assert fourth.document["data"] == rows(sandbox)


def test_a_new_script_replaces_the_rest_of_the_old_one(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 500, "times": 9})
    sandbox.replies()
    assert ask(sandbox).status == 200


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 422, 429, 500, 502, 503, 504, 529])
def test_an_error_status_alone_brings_error_data(sandbox: Sandbox, status: int) -> None:
    sandbox.replies({"status": status})
    answer = ask(sandbox)
    assert answer.status == status
    assert violations("error-data", answer.document) == []


def test_what_a_reply_leaves_out_is_as_the_api_answers(sandbox: Sandbox) -> None:
    sandbox.replies({}, {"headers": {"X-Extra": "1"}}, {"status": 200}, {"status": 200, "json": []})
    assert len(ask(sandbox, f"{LIST}?type=dedicated").document["data"]) == len(rows(sandbox, type="dedicated"))
    assert ask(sandbox, key="Bearer wrong").status == 401
    assert ask(sandbox, key="Bearer wrong").document["data"] == rows(sandbox)
    assert ask(sandbox).document == []


def test_a_reply_can_be_any_bytes_reason_and_headers(sandbox: Sandbox) -> None:
    sandbox.replies(
        {"status": 403, "reason": "Nope", "text": "error code: 1010"},
        {"bytes_base64": "//4A", "headers": {"Content-Type": None, "location": "http://elsewhere/"}, "status": 302},
    )
    first, second = ask(sandbox), ask(sandbox)
    assert (first.status, first.reason, first.body) == (403, "Nope", b"error code: 1010")
    assert first.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (second.status, second.body, second.headers["Location"]) == (302, b"\xff\xfe\x00", "http://elsewhere/")
    assert second.headers["Content-Type"] is None


@pytest.mark.parametrize(
    "headers", [{"Content-Length": "3"}, {"Content-Length": None}, {"connection": "Close"}], ids=str
)
def test_the_connection_ends_where_a_client_could_not_tell_or_was_told(sandbox: Sandbox, headers: Any) -> None:
    sandbox.replies({"text": "four", "headers": headers})
    assert body_of(raw(sandbox)) == b"four"


@pytest.mark.parametrize(
    ("reply", "complaint"),
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
def test_a_reply_with_a_mistake_is_refused_at_once(sandbox: Sandbox, reply: Any, complaint: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(complaint)}"):
        sandbox.replies(reply)
    refused = ask(sandbox, "/_sandbox/replies", method="PUT", body=json.dumps([reply]))
    assert refused.status == 400
    assert refused.document["error"]["message"].startswith(complaint)


def test_another_process_scripts_and_reads_over_http(sandbox: Sandbox) -> None:
    def control(method: str, what: str, body: str | None = None) -> Answer:
        return ask(sandbox, f"/_sandbox/{what}", method=method, body=body, key="none")

    assert control("PUT", "replies", '[{"status": 418}, {"status": 500}]').document == {"replies": 2}
    assert ask(sandbox, f"{LIST}?mine=true").status == 418
    (recorded,) = control("GET", "requests").document
    assert recorded == sandbox.requests[0]._asdict()
    assert control("DELETE", "requests").document == {"forgotten": 1}
    assert control("GET", "requests").document == []
    assert control("PUT", "replies", "[").status == 400
    assert control("PUT", "replies", "{}").status == 400
    assert control("PATCH", "replies").status == 404
    assert ask(sandbox).status == 500


# --- faults


def test_every_fault_is_tried_here() -> None:
    text = Path(__file__).read_text()
    assert [name for name in FAULTS if f'"fault": "{name}"' not in text] == []


def body_of(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]


def test_truncate_sends_less_than_it_declares(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 200, "fault": "truncate"})
    answer = raw(sandbox)
    (declared,) = re.findall(rb"Content-Length: (\d+)", answer)
    assert 0 < len(body_of(answer)) < int(declared)


def test_truncate_is_an_incomplete_read(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "truncate"})
    with pytest.raises(http.client.IncompleteRead):
        ask(sandbox)


def test_close_sends_nothing_in_order(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "close"})
    assert raw(sandbox) == b""


def test_reset_sends_nothing_but_rst(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "reset"})
    with pytest.raises(ConnectionResetError):
        raw(sandbox)


def test_reset_in_body_sends_half_and_rst(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "reset_in_body"})
    connection = connect(sandbox)
    connection.request("GET", LIST)
    response = connection.getresponse()
    assert response.read(1) == b"{"
    with pytest.raises(ConnectionResetError):
        response.read()
    response.close()
    connection.close()


def test_stall_is_silent_before_the_headers(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "stall", "seconds": 0.2})
    connection = connect(sandbox)
    connection.request("GET", LIST)
    assert connection.sock
    assert select.select([connection.sock], [], [], 0.1)[0] == []
    assert Answer(connection.getresponse()).status == 401
    connection.close()


def test_stall_in_body_is_silent_after_half_of_it(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "stall_in_body", "seconds": 0.2})
    connection = connect(sandbox)
    connection.request("GET", LIST)
    response = connection.getresponse()
    half = response.read(int(response.headers["Content-Length"]) // 2)
    start = time.monotonic()
    rest = response.read()
    assert time.monotonic() - start > 0.1
    assert violations("error-data", json.loads(half + rest)) == []
    connection.close()


@pytest.mark.parametrize(
    "reply", [{"fault": "drip", "text": "dripping"}, {"fault": "drip_headers", "text": ""}], ids=str
)
def test_a_drip_comes_byte_by_byte(sandbox: Sandbox, reply: Any) -> None:
    sandbox.replies({**reply, "seconds": 0.001, "headers": {"Date": None, "Server": None, "Connection": "close"}})
    dripped = pieces(sandbox)[0 if reply["fault"] == "drip_headers" else 1 :]
    assert len(dripped) > 6
    assert max(map(len, dripped)) <= 4  # a busy machine may join a few


def test_a_drip_takes_its_time(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "drip", "text": "12345", "seconds": 0.04})
    start = time.monotonic()
    assert ask(sandbox).body == b"12345"
    assert time.monotonic() - start >= 0.16


def test_html_keeps_the_status_and_brings_a_page(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 502, "fault": "html"}, {"fault": "html"})
    bad, good = ask(sandbox), ask(sandbox)
    assert (bad.status, good.status) == (502, 200)
    for page in (bad, good):
        assert page.headers.get_content_type() == "text/html"
        assert page.body.startswith(b"<!DOCTYPE html>")
    assert b"502 Bad Gateway" in bad.body


def test_gzip_is_in_order(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "gzip"})
    answer = ask(sandbox)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.body))["data"] == rows(sandbox)


def test_gzip_truncated_is_cut_where_its_declared_length_ends(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "gzip_truncated"})
    answer = ask(sandbox)
    assert len(answer.body) == int(answer.headers["Content-Length"])
    unpacker = zlib.decompressobj(wbits=31)
    assert unpacker.decompress(answer.body).startswith(b'{"object": "list"')
    assert not unpacker.eof


def test_double_gzip_is_compressed_twice(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "double_gzip"})
    answer = ask(sandbox)
    assert answer.headers["Content-Encoding"] == "gzip, gzip"
    assert json.loads(gzip.decompress(gzip.decompress(answer.body)))["data"] == rows(sandbox)


def test_gzip_bomb_is_small_on_the_wire_and_valid(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "gzip_bomb", "json": []})
    answer = ask(sandbox)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.body) < 2**20
    assert len(zlib.decompressobj(wbits=31).decompress(answer.body, 65 * 2**20)) == 65 * 2**20


def test_endless_goes_on_until_its_time_is_up(sandbox: Sandbox) -> None:
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


# --- its life


def test_closing_ends_what_sleeps_and_what_idles() -> None:
    before = set(threading.enumerate())
    with Sandbox() as sandbox:
        sandbox.replies({"fault": "stall", "seconds": 60}, {"fault": "stall_in_body", "seconds": 60})
        connections = [connect(sandbox) for _ in range(3)]
        for number, connection in enumerate(connections, 1):
            connection.request("GET", LIST)
            wait_for_requests(sandbox, number)
        connections[2].getresponse().read()
        start = time.monotonic()
    assert time.monotonic() - start < 0.5
    assert set(threading.enumerate()) == before
    for connection in connections:
        connection.close()


def wait_for_requests(sandbox: Sandbox, number: int) -> None:
    end = time.monotonic() + 5
    while len(sandbox.requests) < number:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_nothing_is_written_to_the_terminal(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]) -> None:
    sandbox.replies({"fault": "reset"}, {"fault": "endless", "seconds": 5})
    with pytest.raises(ConnectionResetError):
        ask(sandbox)
    connection = connect(sandbox)
    connection.request("GET", LIST)
    connection.close()
    assert b" 400 " in raw(sandbox, "not a method")
    sandbox.close()
    assert capfd.readouterr() == ("", "")


def test_https_is_trusted_by_who_reads_its_certificate_only(capfd: pytest.CaptureFixture[str]) -> None:
    with Sandbox(tls=True) as sandbox:
        trust = ssl.create_default_context(cafile=sandbox.ca_path)
        trusting = http.client.HTTPSConnection("127.0.0.1", port(sandbox), timeout=5, context=trust)
        trusting.request("GET", LIST, headers={"Authorization": f"Bearer {sandbox.api_key}"})
        assert Answer(trusting.getresponse()).document["data"] == rows(sandbox)
        stranger = http.client.HTTPSConnection("127.0.0.1", port(sandbox), timeout=5)
        with pytest.raises(ssl.SSLCertVerificationError):
            stranger.connect()
        stranger.close()
    trusting.close()
    assert sandbox.url.startswith("https://")
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def command() -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
    arguments = [sys.executable, "-m", "sandbox_api", "--port", "0"]
    with subprocess.Popen(
        arguments, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_it_serves_and_ends_cleanly(command: subprocess.Popen[str], ending: int) -> None:
    assert command.stdout
    settings: dict[str, str] = {}
    while len(settings) < 2:
        settings.update(re.findall(r"export (\w+)=(\S+)", command.stdout.readline()))
    url = urlsplit(settings["TOGETHER_BASE_URL"])
    connection = http.client.HTTPConnection(url.netloc, timeout=5)
    connection.request(
        "GET", f"{url.path}/endpoints", headers={"Authorization": f"Bearer {settings['TOGETHER_API_KEY']}"}
    )
    assert Answer(connection.getresponse()).status == 200
    connection.close()
    command.send_signal(ending)
    rest = command.stdout.read()
    assert command.wait(5) == 0
    assert "GET /v1/endpoints  ->  200" in rest
    assert rest.endswith("The sandbox is closed.\n")
    assert "Traceback" not in rest


def test_endless_headers_are_more_than_a_client_takes(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "endless_headers"})
    with pytest.raises(http.client.HTTPException, match="got more than 100 headers"):
        ask(sandbox)


@pytest.mark.parametrize(
    ("reply", "first"),
    [({"fault": "information_first"}, b"HTTP/1.1 100 "), ({"fault": "early_hints"}, b"HTTP/1.1 103 ")],
    ids=str,
)
def test_information_comes_before_the_whole_answer(sandbox: Sandbox, reply: Any, first: bytes) -> None:
    sandbox.replies({**reply, "status": 200, "text": "the answer", "headers": {"Connection": "close"}})
    answer = raw(sandbox)
    assert answer.startswith(first)
    assert b"\r\n\r\nHTTP/1.1 200 OK\r\n" in answer
    assert answer.endswith(b"\r\n\r\nthe answer")


def test_chunked_is_in_order(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "chunked"})
    assert json.loads(ask(sandbox).body)["data"] == rows(sandbox)


@pytest.mark.parametrize("reply", [{"fault": "chunked_unended"}, {"fault": "chunked_badly"}], ids=str)
def test_chunks_that_do_not_end_are_an_incomplete_read(sandbox: Sandbox, reply: Any) -> None:
    sandbox.replies(reply)
    with pytest.raises(http.client.IncompleteRead):
        ask(sandbox)


def test_not_http_has_no_status_line(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "not_http"})
    with pytest.raises(http.client.BadStatusLine):
        ask(sandbox)
