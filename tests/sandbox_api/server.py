# SPDX-License-Identifier: MIT
"""The HTTP server of the sandbox: sockets, threads, the log of requests, and the control paths below `/_sandbox/`."""

from __future__ import annotations

import contextlib
import json
import socket
import socketserver
import ssl
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from . import faults, inference, outages, v1_api, v1_estate, v2_api, v2_estate
from .connection import Connection
from .messages import Request, Response, error_response, json_response
from .replies import Reply, parse

API_KEY = "sandbox-key-4f1d7c0be6a928355ae07b31"
CONTROL = "/_sandbox/"


class Sandbox:
    """The API on 127.0.0.1, from construction to `close()`.

    `endpoints`: the v1 data, a list of rows or entries (see `v1_estate.Entry.of`). None: the realistic estate.
    `v2`: the v2 data. None: the realistic estate, or an empty one if `endpoints` is set.
    `api_key`: the key that the API accepts. `port`: 0 uses a free port. `outages`: names in `outages.OUTAGES`.
    `tls`: serve HTTPS, trusted by clients that read `ca_path`; or a name in `certificate.KINDS`.
    `on_request`: called with each API request and a summary of the response. Raises OSError if the port is in use.
    """

    def __init__(
        self,
        endpoints: Iterable[Any] | None = None,
        *,
        v2: v2_estate.V2Estate | None = None,
        api_key: str = API_KEY,
        port: int = 0,
        tls: str | bool = False,
        outages: Iterable[str] = (),
        latency_ms: float = 0,
        on_request: Callable[[Request, str], None] = lambda request, summary: None,
    ) -> None:
        """Start to serve."""
        self.api_key = api_key
        self.requests: list[Request] = []
        self.on_request = on_request
        self.latency_ms = latency_ms  # the time that each API request takes before the response is sent
        self.outages = outages
        self.endpoints = v1_estate.load() if endpoints is None else endpoints
        self.v2 = v2 or (v2_estate.load() if endpoints is None else v2_estate.empty())
        self.closing = threading.Event()
        self._script: list[Reply] = []
        self._script_lock = threading.Lock()
        self._server = _Server(self, port)
        self._files: tempfile.TemporaryDirectory[str] | None = None
        self.ca_path: str | None = self._serve_tls(tls if isinstance(tls, str) else "good") if tls else None
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"
        # close() waits at most this interval.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def endpoints(self) -> tuple[v1_estate.Entry, ...]:
        """The v1 data. Can be set to a list of rows and entries."""
        return self._endpoints

    @endpoints.setter
    def endpoints(self, items: Iterable[Any]) -> None:
        self._endpoints = tuple(v1_estate.entries(items))

    @property
    def outages(self) -> frozenset[str]:
        """The parts of the API that are unavailable: names in `outages.OUTAGES`. Setting others raises ValueError."""
        return self._outages

    @outages.setter
    def outages(self, names: Iterable[str]) -> None:
        self._outages = outages.check_names(names)

    def request_counts(self) -> Counter[str]:
        """The number of API requests for each path."""
        return Counter(request.path for request in self.requests)

    def replies(self, *script: Mapping[str, Any]) -> None:
        """Script the replies to the next API requests, in order. Replaces what is left of an earlier script.

        A reply has `status`, `reason`, `headers`, one of `json`, `text` and `bytes_base64`, and `fault` with `seconds`.
        Each is optional and defaults to what the API sends. `times` repeats the reply. `path` restricts it to requests
        to a matching path, where `*` matches any part. Raises ValueError.
        """
        replies = [reply for data in script for reply in parse(data)]
        with self._script_lock:
            self._script = replies

    def next_reply(self, path: str) -> Reply | None:
        """Remove and return the next scripted reply for a path. None: there is none."""
        with self._script_lock:
            position = next((position for position, reply in enumerate(self._script) if reply.matches(path)), None)
            return None if position is None else self._script.pop(position)

    def respond(self, request: Request) -> Response:
        """The response of the API, without scripted replies."""
        return (
            outages.respond(request, self.outages, self.api_key)
            or inference.respond(request, self.api_key)
            or v2_api.respond(request, self.v2, self.api_key)
            or v1_api.respond(request, self.endpoints, self.api_key)
        )

    def success(self, request: Request) -> Response:
        """A successful response for the path of a request, even where the API responds with an error."""
        everything = v1_api.list_endpoints(self.endpoints, {})
        return v2_api.success(request, self.v2) or json_response(200, everything)

    def close(self) -> None:
        """Stop: end pauses, close connections, free the port. Further calls do nothing."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.close_connections()
        self._thread.join()
        if self._files:
            self._files.cleanup()

    def __enter__(self) -> Sandbox:
        """Return the sandbox."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _serve_tls(self, kind: str) -> str:
        from . import certificate  # the only module here that needs `cryptography`

        self._files = tempfile.TemporaryDirectory(prefix="together-sandbox-")
        ca_path, chain_path, key_path = certificate.write(Path(self._files.name), kind)
        self._server.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._server.tls.load_cert_chain(chain_path, key_path)
        return str(ca_path)


class _Server(ThreadingHTTPServer):
    request_queue_size = 256
    tls: ssl.SSLContext | None = None

    def __init__(self, sandbox: Sandbox, port: int) -> None:
        self.sandbox = sandbox
        self._active: dict[threading.Thread, socket.socket] = {}
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer's method looks up the host's full name in the DNS

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self.tls:  # the connection's thread does the handshake, at its first read
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def process_request(self, request: Any, client_address: Any) -> None:
        # ThreadingMixIn does not keep its daemon threads. Here each is registered before it starts, for close().
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        self._active[thread] = request
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            del self._active[threading.current_thread()]

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Clients that disconnect are expected. Any other exception is a bug of the sandbox and is printed.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def close_connections(self) -> None:
        for thread, connection in list(self._active.items()):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)  # a TLS socket's own method is not thread-safe
            thread.join(timeout=2)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> Callable[[], None]:
        # http.server calls do_GET and the like. One method handles all of them, also unknown ones.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        body = self._read_body()
        request = self._request()
        if request.path.startswith(CONTROL):
            faults.send_unchanged(self._connection(None), self._control(request, body))
            return
        sandbox = self.server.sandbox
        sandbox.requests.append(request)
        response = sandbox.respond(request)
        reply = sandbox.next_reply(request.path)
        if reply:
            response = reply.apply(response, lambda: sandbox.success(request))
        sandbox.on_request(request, f"{response.status} {(reply and reply.fault_name) or ''}".strip())
        if request.method == "HEAD":
            response = response.with_body(b"")
        if not response.keeps_connection_open():
            self.close_connection = True
        self._connection(None).pause(sandbox.latency_ms / 1000)
        send = reply.fault if reply else faults.send_unchanged
        send(self._connection(reply.seconds if reply else None), response)

    def _connection(self, seconds: float | None) -> Connection:
        return Connection(self, self.server.sandbox.closing, seconds)

    def _read_body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit():
            self.close_connection = True  # the end of the body is unknown, and so is the start of the next request
            return b""
        return self.rfile.read(int(length))

    def _request(self) -> Request:
        target = self.requestline.split()[1]  # self.path lacks one of two leading slashes
        origin_form = target if target.startswith("/") else urlsplit(target)._replace(scheme="", netloc="").geturl()
        path, _, raw_query = origin_form.partition("?")
        names = dict.fromkeys(name.lower() for name in self.headers)
        return Request(
            method=self.command,
            path=path,
            query=dict(parse_qsl(raw_query, keep_blank_values=True)),
            headers={name: ", ".join(self.headers.get_all(name, [])) for name in names},
            raw_query=raw_query,
            target=target,
            at=time.time(),
        )

    def _control(self, request: Request, body: bytes) -> Response:
        control = CONTROLS.get((request.method, request.path))
        if control is None:
            known = ", ".join(" ".join(operation) for operation in CONTROLS)
            return error_response(404, f"{request.method} {request.path} does not exist; known: {known}")
        try:
            return json_response(200, control(self.server.sandbox, body))
        except ValueError as error:
            return error_response(400, str(error))

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


def _put_replies(sandbox: Sandbox, body: bytes) -> Any:
    script = json.loads(body)
    if not isinstance(script, list):
        raise ValueError("send a JSON list of replies")
    sandbox.replies(*script)
    return {"replies": len(script)}


def _get_requests(sandbox: Sandbox, _body: bytes) -> Any:
    return [request._asdict() for request in sandbox.requests]


def _delete_requests(sandbox: Sandbox, _body: bytes) -> Any:
    deleted = len(sandbox.requests)
    sandbox.requests.clear()
    return {"deleted": deleted}


def _get_request_counts(sandbox: Sandbox, _body: bytes) -> Any:
    return dict(sandbox.request_counts())


def _put_outages(sandbox: Sandbox, body: bytes) -> Any:
    names = json.loads(body)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("send a JSON list of names")
    sandbox.outages = names
    return sorted(sandbox.outages)


CONTROLS: dict[tuple[str, str], Callable[[Sandbox, bytes], Any]] = {
    ("PUT", CONTROL + "replies"): _put_replies,
    ("GET", CONTROL + "requests"): _get_requests,
    ("DELETE", CONTROL + "requests"): _delete_requests,
    ("GET", CONTROL + "request-counts"): _get_request_counts,
    ("PUT", CONTROL + "outages"): _put_outages,
}
