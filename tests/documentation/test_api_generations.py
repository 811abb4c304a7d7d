# SPDX-License-Identifier: MIT
"""The tables of docs/api-generations.md are what the lookup does."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pulumi_together._core import client as core
from sandbox_api import Sandbox, V2Estate, deployment, endpoint

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api-generations.md").read_text("utf-8")
MODEL = "Qwen/Qwen3-32B"


def rows(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    section = PAGE.partition(f"\n## {heading}\n")[2]
    lines = re.findall(r"^\|(.*)\|$", section.partition("\n\n## ")[0].partition("|\n\n")[0] + "|", re.MULTILINE)
    return [[cell.strip() for cell in line.split("|")] for line in lines[2:]]


def look_up(sandbox: Sandbox, query: dict[str, Any] | None = None, **settings: Any) -> core.Answer:
    connection = {"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": "v2", **settings}
    return core.lookup(core.Settings(**connection), core.Query(**(query or {})))


@pytest.fixture
def estate(sandbox: Sandbox) -> V2Estate:
    """A project without endpoints and models of its own, and the public catalogue."""
    sandbox.v2.endpoints, sandbox.v2.models, sandbox.v2.other_endpoints, sandbox.v2.other_models = [], [], {}, {}
    return sandbox.v2


STATES = [row for row in rows("States") if "`" in row[0]]


def test_the_page_has_the_table_of_states() -> None:
    assert {state for _cell, state, _ready in STATES} == {
        "`STARTED`",
        "`STARTING`",
        "`STOPPING`",
        "`ERROR`",
        "`STOPPED`",
    }


@pytest.mark.parametrize(("cell", "state", "ready"), STATES, ids=lambda value: str(value)[:12])
def test_a_state_in_v2_is_the_one_of_the_table(
    cell: str, state: str, ready: str, sandbox: Sandbox, estate: V2Estate
) -> None:
    for sent in re.findall(r"`(\w+)`", cell):
        replicas = 0 if "without ready replicas" in cell else 1
        estate.endpoints = [endpoint("acme/x", deployment(estate.resource(MODEL), sent, ready=replicas))]
        record = look_up(sandbox, {"mine": True}).endpoints[0]
        assert f"`{record['state']}`" == state, sent
        assert str(record["ready"]).lower() == ready, sent


def test_an_unrouted_endpoint_is_stopped_and_an_unknown_state_passes_through(
    sandbox: Sandbox, estate: V2Estate
) -> None:
    model = estate.resource(MODEL)
    estate.endpoints = [
        endpoint("acme/unrouted", deployment(model, weight=None)),
        endpoint("acme/unknown", deployment(model, "HIBERNATED")),
    ]
    states = {record["name"]: record["state"] for record in look_up(sandbox, {"mine": True}).endpoints}
    assert states == {"acme/unrouted": "STOPPED", "acme/unknown": "HIBERNATED"}


PRIVATE_MODEL = {"models": ["acme/support-bot"], "on_missing": "ignore"}
REQUESTS: dict[str, tuple[dict[str, Any], dict[str, Any], int]] = {  # row -> settings, query, requests
    "v1": ({"api_version": "v1"}, {}, 1),
    "v2, key of a project": ({}, {}, 4),
    "v2, `mine: true`": ({}, {"mine": True}, 3),
    "v2, private models": ({}, PRIVATE_MODEL, 4 + 1),
    "v2, `/v3/whoami` does not exist": ({"outage": "v3-whoami-absent"}, {}, 4 + 1),
    "v2, `project_id`": ({"project_id": "acme"}, {}, 4),
    "v2, key of an organization": ({"identity": "org_api_key"}, {}, 1 + 1 + 1 + 1 + 3),
    "auto": ({"api_version": "auto", "outage": "v3-whoami-absent"}, PRIVATE_MODEL, 7),
}


def test_the_table_of_requests_is_tested() -> None:
    assert [row[0] for row in rows("Requests")] == list(REQUESTS)


@pytest.mark.parametrize("row", REQUESTS)
def test_the_number_of_requests_is_that_of_the_table(row: str, sandbox: Sandbox, estate: V2Estate) -> None:
    settings, query, expected = REQUESTS[row]
    conditions = dict(settings)
    estate.identity = conditions.pop("identity", "project_api_key")
    sandbox.outages = [name for name in [conditions.pop("outage", None)] if name]
    look_up(sandbox, query, **conditions)
    assert len(estate.projects) == 3
    assert len(sandbox.requests) == expected, sandbox.request_counts()
