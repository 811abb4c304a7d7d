# SPDX-License-Identifier: MIT
"""The sandbox as a running server: sockets, threads, the record of requests, and the control door `/_sandbox/`."""

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
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from . import estate, estate_v2, faults, service, service_v2
from .replies import Reply, parse
from .service import Request
from .wire import Response, Wire

API_KEY = "sandbox-key-4f1d7c0be6a928355ae07b31"
CONTROL = "/_sandbox/"


class Sandbox:
    """The API on 127.0.0.1, from construction to `close()`.

    `endpoints`: the estate, a list of rows or entries (see `estate.Entry.of`); None: the realistic one.
    `v2`: what is answered in v2, an estate of its own; None: the realistic one.
    `api_key`: the key it accepts. `port`: 0 takes a free one. `tls`: serve https, trusted by who reads `ca_path`;
    a name in `certificate.KINDS` for a certificate that is not as it should be.
    `on_request`: called with each API request and, in words, how it is answered. Raises OSError when the port is taken.
    """

    def __init__(
        self,
        endpoints: Iterable[Any] | None = None,
        *,
        v2: estate_v2.V2Estate | None = None,
        api_key: str = API_KEY,
        port: int = 0,
        tls: str | bool = False,
        on_request: Callable[[Request, str], None] = lambda request, answered: None,
    ) -> None:
        """Start to serve."""
        self.api_key = api_key
        self.requests: list[Request] = []
        self.on_request = on_request
        self.endpoints = estate.load() if endpoints is None else endpoints
        self.v2 = estate_v2.load() if v2 is None else v2
        self.closing = threading.Event()
        self._script: list[Reply] = []
        self._script_lock = threading.Lock()
        self._server = _Server(self, port)
        self._files: tempfile.TemporaryDirectory[str] | None = None
        self.ca_path: str | None = self._serve_tls(tls if isinstance(tls, str) else "good") if tls else None
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"
        # The interval is what closing waits for at most.
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()

    @property
    def endpoints(self) -> tuple[estate.Entry, ...]:
        """The estate. Takes a list of rows and entries, keeps entries."""
        return self._endpoints

    @endpoints.setter
    def endpoints(self, items: Iterable[Any]) -> None:
        self._endpoints = tuple(estate.entries(items))

    def replies(self, *script: Mapping[str, Any]) -> None:
        """Answer the next API requests with these, in order, then as usual. Replaces what is left of an earlier script.

        A reply: `status`, `reason`, `headers`, one of `json`, `text`, `bytes_base64`, and `fault` with `seconds`; each
        optional, and what is left out is as the API would answer. `times` repeats it; with `path` it waits for a
        request to such a path (`*` is any part of it) and lets others pass. Raises ValueError.
        """
        replies = [reply for data in script for reply in parse(data)]
        with self._script_lock:
            self._script = replies

    def next_reply(self, path: str) -> Reply | None:
        """Take the next scripted reply for a path, None: as usual."""
        with self._script_lock:
            found = next((place for place, reply in enumerate(self._script) if reply.is_for(path)), None)
            return None if found is None else self._script.pop(found)

    def answer(self, request: Request) -> Response:
        """What the API answers when nothing is scripted."""
        answered = service_v2.answer(request, self.v2, self.api_key)
        return answered or service.answer(request, self.endpoints, self.api_key)

    def listing(self, request: Request) -> Response:
        """What a success looks like at the path of a request, however the API would answer the request itself."""
        everything = service.list_endpoints(self.endpoints, {})
        return service_v2.listing(request, self.v2) or service.as_json(200, everything)

    def close(self) -> None:
        """Stop: end pauses, cut connections, free the port. Again is nothing."""
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.cut_connections()
        self._thread.join()
        if self._files:
            self._files.cleanup()

    def __enter__(self) -> Sandbox:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _serve_tls(self, kind: str) -> str:
        from . import certificate  # needs a library that nothing else here needs

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
        self._live: dict[threading.Thread, socket.socket] = {}
        super().__init__(("127.0.0.1", port), _Handler)

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(self)  # HTTPServer's asks the DNS for the host's full name

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if self.tls:  # the handshake in the connection's own thread, at its first read
            connection = self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
        return connection, address

    def process_request(self, request: Any, client_address: Any) -> None:
        # ThreadingMixIn's forgets its daemon threads; these are known before they start, so closing finds them all.
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        self._live[thread] = request
        thread.start()

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            del self._live[threading.current_thread()]

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Clients that leave are daily bread here; anything else is a mistake of the sandbox, and seen.
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def cut_connections(self) -> None:
        for thread, connection in list(self._live.items()):
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connection, socket.SHUT_RDWR)  # past a TLS socket's own, made for its own thread
            thread.join(timeout=2)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __getattr__(self, name: str) -> Callable[[], None]:
        # http.server looks for do_GET and its like: one method answers them all, known or not.
        if name.startswith("do_"):
            return self._serve
        raise AttributeError(name)

    def _serve(self) -> None:
        body = self._read_body()
        request = self._request()
        if request.path.startswith(CONTROL):
            faults.plainly(self._wire(None), self._control(request, body))
            return
        sandbox = self.server.sandbox
        sandbox.requests.append(request)
        response = sandbox.answer(request)
        reply = sandbox.next_reply(request.path)
        if reply:
            response = reply.over(response, lambda: sandbox.listing(request))
        sandbox.on_request(request, f"{response.status} {(reply and reply.fault_name) or ''}".strip())
        if request.method == "HEAD":
            response = response.changed(b"")
        if not response.leaves_the_connection_open():
            self.close_connection = True
        send = reply.fault if reply else faults.plainly
        send(self._wire(reply.seconds if reply else None), response)

    def _wire(self, seconds: float | None) -> Wire:
        return Wire(self, self.server.sandbox.closing, seconds)

    def _read_body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit():
            self.close_connection = True  # where the body ends is not known, nor where the next request starts
            return b""
        return self.rfile.read(int(length))

    def _request(self) -> Request:
        target = self.requestline.split()[1]  # self.path has lost a doubled slash at its start
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
            known = ", ".join(" ".join(door) for door in CONTROLS)
            return service.error(404, f"No {request.method} {request.path} here, but {known}")
        try:
            return service.as_json(200, control(self.server.sandbox, body))
        except ValueError as mistake:
            return service.error(400, str(mistake))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def _put_replies(sandbox: Sandbox, body: bytes) -> Any:
    script = json.loads(body)
    if not isinstance(script, list):
        raise ValueError("send a JSON list of replies")
    sandbox.replies(*script)
    return {"replies": len(script)}


def _get_requests(sandbox: Sandbox, _body: bytes) -> Any:
    return [request._asdict() for request in sandbox.requests]


def _delete_requests(sandbox: Sandbox, _body: bytes) -> Any:
    forgotten = len(sandbox.requests)
    sandbox.requests.clear()
    return {"forgotten": forgotten}


CONTROLS: dict[tuple[str, str], Callable[[Sandbox, bytes], Any]] = {
    ("PUT", CONTROL + "replies"): _put_replies,
    ("GET", CONTROL + "requests"): _get_requests,
    ("DELETE", CONTROL + "requests"): _delete_requests,
}
