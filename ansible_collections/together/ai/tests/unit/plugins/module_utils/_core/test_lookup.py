# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""The core runs on every Python of managed hosts, back to 3.9, and queries a real server on loopback.

The results of lookups are tested with the project, in tests/vectors.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core

KEY = "a-key-for-tests-4f1d7c0be6a928355ae07b31"
ROW = {
    "object": "endpoint",
    "id": "endpoint-77caf163-c596-49d1-a25f-f209156f4972",
    "name": "acme/Mistral-Small-24B-Instruct-2501-7c1d02ab",
    "model": "mistralai/Mistral-Small-24B-Instruct-2501",
    "type": "dedicated",
    "owner": "acme",
    "state": "STARTED",
    "created_at": "2026-04-14T13:26:09.582Z",
}
COMPUTED = {"api_version": "v1", "ready": True, "running": True, "extra": {}}
BROKEN = {**ROW, "id": None, "model": "acme/broken"}


class _Api(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        allowed = self.headers["Authorization"] == f"Bearer {KEY}"
        body = json.dumps({"object": "list", "data": [ROW, BROKEN]}).encode()
        self.send_response(200 if allowed else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Write no log."""


@pytest.fixture
def url() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Api) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def look_up(url: str, model: str, key: str = KEY) -> core.Answer:
    return core.lookup(core.Settings(api_version="v1", api_key=key, base_url=url), core.Query(models=[model]))


def test_a_model_has_its_endpoint_and_violations_elsewhere_are_reported(url: str) -> None:
    answer = look_up(url, ROW["model"])
    assert answer.ids == {ROW["model"]: ROW["id"]}
    assert answer.names == {ROW["model"]: ROW["name"]}
    assert answer.endpoints == [{**ROW, **COMPUTED, "inference_url": f"{url}/v1"}]
    assert [violation.path for violation in answer.contract_violations] == ["$.data[1].id"]


def test_a_returned_endpoint_that_violates_the_schema_is_an_error(url: str) -> None:
    with pytest.raises(core.ContractViolationError, match="expected string, found null"):
        look_up(url, "acme/broken")


def test_a_missing_model_is_an_error_with_similar_names(url: str) -> None:
    with pytest.raises(core.ModelNotFoundError, match=f'similar: "{ROW["model"]}"'):
        look_up(url, "mistral small 24b")


def test_a_rejected_key_is_an_error_without_the_key(url: str) -> None:
    with pytest.raises(core.HTTPStatusError) as refused:
        look_up(url, ROW["model"], key="another-key-for-tests-9b2d55")
    assert refused.value.error_type == "unauthorized"
    assert "another-key" not in str(refused.value)
