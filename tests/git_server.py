# SPDX-License-Identifier: MIT
"""A Git server over HTTPS, reached by its host name through a proxy on loopback. Needs `cryptography`."""

from __future__ import annotations

import os
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

from faults.proxy import Proxy
from sandbox_api import certificate

URL = "https://elsewhere.example"  # for which the certificate is


class GitServer(NamedTuple):
    """ca_path: the certificate to trust (PEM). proxy: URL of the proxy that leads to the server."""

    ca_path: Path
    proxy: str


@contextmanager
def git_server(repositories: Path, folder: Path) -> Iterator[GitServer]:
    """Serve the repositories of a folder at URL. folder: for the certificate."""

    class Handler(BaseHTTPRequestHandler):
        """Runs `git http-backend` (a CGI program) for each request."""

        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            variables = {
                "GIT_PROJECT_ROOT": str(repositories),
                "GIT_HTTP_EXPORT_ALL": "1",
                "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
                "PATH_INFO": path,
                "QUERY_STRING": query,
                "REQUEST_METHOD": self.command,
                "CONTENT_TYPE": self.headers.get("Content-Type", ""),
                "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            }
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            command = ["git", "http-backend"]
            done = subprocess.run(command, input=body, stdout=subprocess.PIPE, env={**os.environ, **variables})
            head, _, content = done.stdout.partition(b"\r\n\r\n")
            headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
            self.send_response(int(headers.pop("Status", "200").split()[0]))
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            """Print nothing."""

    ca_path, chain, key = certificate.write(folder, "for another host")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with Proxy(server.server_port) as proxy:
            yield GitServer(ca_path, f"http://127.0.0.1:{proxy.port}")
        server.shutdown()
