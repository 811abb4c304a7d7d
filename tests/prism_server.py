# SPDX-License-Identifier: MIT
"""Prism, a mock server that reads an OpenAPI document: it holds our client to the spec, and nobody here wrote it."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
COMMAND = HERE / "contract" / "prism" / "node_modules" / ".bin" / "prism"
START_SECONDS = 60


def missing() -> str:
    """Why Prism can not be started here, or nothing."""
    if not shutil.which("node"):
        return "no node on PATH to run Prism with"
    return "" if COMMAND.exists() else "Prism is not installed: `make prism` does it, given npm"


@contextmanager
def prism(spec: Path, log: Path, *options: str) -> Iterator[str]:
    """Serve `spec` and give the base URL, without /v1; options are Prism's own, such as "--dynamic".

    log: the file that gets what Prism prints. Raises RuntimeError with the log when Prism does not answer in time.
    """
    port = _free_port()
    command = [str(COMMAND), "mock", str(spec), "--host", "127.0.0.1", "--port", str(port), *options]
    with open(log, "w") as output:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_until_it_answers(process, port, log)
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


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"Prism did not answer on port {port}:\n{log.read_text()}")


@contextmanager
def _below_v1(port: int) -> Iterator[str]:
    """Prism drops the base path of the spec's `servers`; this puts it back in front, and changes nothing else."""

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
