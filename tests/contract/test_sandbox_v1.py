# SPDX-License-Identifier: MIT
"""The v1 API of the sandbox: the official SDK and the schemas accept it."""

from __future__ import annotations

import datetime
import json
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from contract.sandbox_client import get, openapi, schema, violations
from contract.sdk_environment import SDK_V1, installed_python
from sandbox_api import Entry, Sandbox
from sandbox_api.v1_api import ROUTES

LIST = "/v1/endpoints"


def rows(sandbox: Sandbox, **filters: Any) -> list[Any]:
    """Rows by an attribute of their entry (`usage_type`, `mine`) or by a field (`type`)."""
    return [
        entry.row
        for entry in sandbox.endpoints
        if all(value == (entry.row if name == "type" else entry._asdict())[name] for name, value in filters.items())
    ]


# The official SDK. Its last major version with v1 endpoints is 2, which is in an environment of its own.

PROGRAM = """
import json, sys, together

settings, queries = json.load(sys.stdin)
client = together.Together(**settings, max_retries=0)

def outcome(query):
    try:
        response = client.endpoints.list(**query)
    except together.APIStatusError as error:
        return [type(error).__name__, str(error)]
    assert response.object == "list"
    return [endpoint.model_dump(mode="json") for endpoint in response.data]

json.dump([outcome(query) for query in queries], sys.stdout)
"""


@pytest.fixture(scope="session")
def sdk_python() -> Path:
    try:
        return installed_python(SDK_V1)
    except subprocess.CalledProcessError as error:
        reason = (error.output.strip() or str(error)).splitlines()[-1]
        pytest.skip(f"{SDK_V1} cannot be installed: {reason}")


def by_sdk(python: Path, sandbox: Sandbox, *queries: dict[str, Any], key: str | None = None) -> list[Any]:
    settings = {"api_key": key or sandbox.api_key, "base_url": f"{sandbox.url}/v1"}
    command = [str(python), "-I", "-c", PROGRAM]
    stdin, environment = json.dumps([settings, queries]), {"NO_PROXY": "127.0.0.1"}
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    outcomes: list[Any] = json.loads(done.stdout)
    return outcomes


FILTERS: list[dict[str, Any]] = [
    {},
    {"type": "dedicated"},
    {"type": "serverless"},
    {"usage_type": "on-demand"},
    {"usage_type": "reserved"},
    {"mine": True},
    {"mine": False},
    {"type": "dedicated", "usage_type": "reserved", "mine": True},
]


def utc(text: str) -> datetime.datetime:
    fraction = ".%f" if "." in text else ""
    return datetime.datetime.strptime(text, f"%Y-%m-%dT%H:%M:%S{fraction}Z").replace(tzinfo=datetime.timezone.utc)


def test_the_official_sdk_lists_the_rows_that_pass_a_filter(sdk_python: Path, sandbox: Sandbox) -> None:
    for filters, listed in zip(FILTERS, by_sdk(sdk_python, sandbox, *FILTERS), strict=True):
        expected = rows(sandbox, **filters)
        assert 0 < len(expected) <= len(sandbox.endpoints)
        assert [{**row, "created_at": utc(row["created_at"])} for row in listed] == [
            {**row, "created_at": utc(row["created_at"])} for row in expected
        ]


def test_no_serverless_row_has_a_usage_type(sdk_python: Path, sandbox: Sandbox) -> None:
    queries = [{"type": "serverless", "usage_type": usage_type} for usage_type in ("on-demand", "reserved")]
    assert by_sdk(sdk_python, sandbox, *queries) == [[], []]


def test_the_official_sdk_raises_an_authentication_error_for_an_invalid_key(sdk_python: Path, sandbox: Sandbox) -> None:
    ((error, message),) = by_sdk(sdk_python, sandbox, {}, key="another")
    assert error == "AuthenticationError"
    assert "Invalid API key provided" in message


def test_the_official_sdk_raises_a_bad_request_error_for_an_invalid_filter(sdk_python: Path, sandbox: Sandbox) -> None:
    assert by_sdk(sdk_python, sandbox, {"type": "serverles"})[0][0] == "BadRequestError"


# The specification


def test_the_routes_take_the_parameters_of_the_specification() -> None:
    document = openapi("openapi.yaml")
    base = urlsplit(document["servers"][0]["url"]).path
    assert list(ROUTES) == [base + path for path in document["paths"]]
    for path, operation in document["paths"].items():
        schemas = {parameter["name"]: parameter["schema"] for parameter in operation["get"]["parameters"]}
        choices = {name: schema.get("enum", ["true", "false"]) for name, schema in schemas.items()}
        accepted = {name: parameter.expected.split(", ") for name, parameter in ROUTES[base + path].items()}
        assert accepted == choices


def test_the_realistic_estate_conforms(sandbox: Sandbox) -> None:
    assert violations("list-response", get(sandbox, LIST).json()) == []


def test_a_broken_row_violates_the_schema(sandbox: Sandbox) -> None:
    sandbox.endpoints = [{**sandbox.endpoints[0].row, "created_at": "yesterday"}]
    assert violations("list-response", get(sandbox, LIST).json()) == [
        "$.data[0].created_at: 'yesterday' is not a 'date-time'"
    ]


@pytest.mark.parametrize(
    ("method", "path", "authorization", "status", "param"),
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
def test_an_invalid_request_gets_error_data(
    sandbox: Sandbox, method: str, path: str, authorization: str | None, status: int, param: str | None
) -> None:
    response = get(sandbox, path, method=method, authorization=(authorization or "Bearer {key}"))
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"
    assert violations("error-data", response.json()) == []
    error = response.json()["error"]
    assert error["param"] == param
    assert error["type"] == "invalid_request_error"
    assert error["code"] == ("invalid_api_key" if status == 401 else None)
    assert not param or param in error["message"]


# The estate


def test_the_estate_has_what_the_documentation_uses(sandbox: Sandbox) -> None:
    estate = rows(sandbox)
    models = Counter(row["model"] for row in estate)
    (mistral,) = (row for row in estate if row["model"] == "mistralai/Mistral-Small-24B-Instruct-2501")
    assert mistral["name"] == "acme/mistral-small"
    assert (mistral["type"], mistral["state"], mistral["owner"]) == ("dedicated", "STARTED", "acme")
    assert models["Qwen/Qwen3-32B"] == 3
    assert [row["name"] for row in rows(sandbox, mine=True) if row["model"] == "Qwen/Qwen3-32B"] == [
        "acme/Qwen3-32B-b84e20d7",
        "acme/Qwen3-32B-0f3a91bc",
    ]
    assert {row["state"] for row in estate} == set(schema("list-endpoint")["properties"]["state"]["enum"])
    assert {row["owner"] for row in rows(sandbox, type="serverless")} == {"together"}
    assert rows(sandbox, mine=True) == [row for row in estate if row["owner"] == "acme"]
    assert len({row["owner"] for row in estate}) >= 4
    assert len({row["id"] for row in estate}) == len(estate)


def test_data_are_rows_or_rows_with_attributes(sandbox: Sandbox) -> None:
    dedicated, serverless = {"type": "dedicated", "n": 1}, {"type": "serverless", "n": 2}
    reserved = {"row": {"type": "dedicated", "n": 3}, "usage_type": "reserved", "mine": False}
    sandbox.endpoints = [dedicated, serverless, reserved, Entry(None, None, True), "br\ud800ken", ["row"], {}]

    def listed(**query: str) -> Any:
        return get(sandbox, LIST, **query).json()["data"]

    assert listed() == [dedicated, serverless, reserved["row"], None, "br\ud800ken", ["row"], {}]
    assert listed(type="dedicated") == [dedicated, reserved["row"]]
    assert listed(usage_type="reserved") == [reserved["row"]]
    assert listed(usage_type="on-demand") == [dedicated, "br\ud800ken", ["row"], {}]
    assert listed(mine="true") == [dedicated, None, "br\ud800ken", ["row"], {}]
    assert listed(mine="false") == [serverless, reserved["row"]]


@pytest.mark.parametrize(("method", "key", "status"), [("POST", None, 200), ("POST", "wrong", 401), ("GET", None, 405)])
def test_an_inference_call_is_answered_so_that_the_quickstarts_work(
    sandbox: Sandbox, method: str, key: str | None, status: int
) -> None:
    response = get(sandbox, "/v1/chat/completions", method=method, key=key)
    assert response.status_code == status
    if status == 200:
        assert response.json()["choices"][0]["message"]["content"] == "Paris"
