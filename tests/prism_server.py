# SPDX-License-Identifier: MIT
"""Prism, a mock server of another project that reads an OpenAPI document and rejects requests that violate it."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from waiting import wait_until

HERE = Path(__file__).resolve().parent
COMMAND = HERE / "contract" / "prism" / "node_modules" / ".bin" / "prism"


def missing() -> str:
    """Return why Prism cannot be started here, or an empty string."""
    if not shutil.which("node"):
        return "no node on PATH to run Prism with"
    return "" if COMMAND.exists() else "Prism is not installed: `make prism` installs it and needs npm"


@contextmanager
def prism(spec: Path, log: Path, *options: str) -> Iterator[str]:
    """Serve an OpenAPI document, and yield the base URL without /v1.

    log: the file for Prism's output; options: Prism's own, such as "--dynamic". Raises RuntimeError with the log if
    Prism ends or does not accept connections.
    """
    port = _free_port()
    command = [str(COMMAND), "mock", str(spec), "--host", "127.0.0.1", "--port", str(port), *options]
    with open(log, "w") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    try:
        wait_until(lambda: process.poll() is not None or _accepts_connections(port), f"Prism listens, see {log}")
        if process.poll() is not None:
            raise RuntimeError(f"Prism ended:\n{log.read_text()}")
        with _below_v1(port) as url:
            yield url
    finally:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _accepts_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def _below_v1(port: int) -> Iterator[str]:
    """Serve Prism below /v1, because Prism removes the base path of the document's `servers`."""

    class Forward(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/v1/"):
                self.send_error(404)
                return
            prism = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            prism.request("GET", self.path.removeprefix("/v1"), headers=dict(self.headers.items()))
            reply = prism.getresponse()
            body = reply.read()
            self.send_response_only(reply.status, reply.reason)
            for name, value in reply.getheaders():
                if name.lower() not in ("transfer-encoding", "content-length", "connection", "keep-alive"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            prism.close()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Forward) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
