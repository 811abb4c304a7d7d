# SPDX-License-Identifier: MIT
"""Estates for one subject each, besides the realistic one: what is billed, and a split between the generations."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from . import v1_estate, v2_estate
from .builders import Deployment, deployment, endpoint
from .v2_estate import V2Estate

MODEL = "Qwen/Qwen3-32B"
SHARING_PROJECT = "proj_ru4M7gTeo4mqGZyVewbXxM"  # acme-research in the realistic estate


class Scenario(NamedTuple):
    """The v1 rows and the v2 estate."""

    endpoints: list[Any]
    v2: V2Estate


class Billed(NamedTuple):
    """The deployments of an endpoint, and whether one of them has hardware that is billed."""

    deployments: Callable[[str], list[Deployment]]  # from the resource name of a model
    running: bool


BILLED: dict[str, Billed] = {  # name of the endpoint without the project's slug
    "ready": Billed(lambda model: [deployment(model)], True),
    "ready-unrouted": Billed(lambda model: [deployment(model, weight=None)], True),
    "ready-weight-0": Billed(lambda model: [deployment(model, weight=0)], True),
    "shadow-only": Billed(lambda model: [deployment(model, weight=None, traffic_mode="SHADOW")], True),
    "scaling-from-zero": Billed(lambda model: [deployment(model, "SCALING", ready=0)], False),
    "scaling-up": Billed(lambda model: [deployment(model, "SCALING", ready=1, desired=3)], True),
    "stopping-with-replica": Billed(lambda model: [deployment(model, "STOPPING", desired=0)], True),
    "failed-with-replica": Billed(lambda model: [deployment(model, "FAILED")], True),
    "failed": Billed(lambda model: [deployment(model, "FAILED", ready=0)], False),
    "stopped-and-ready": Billed(
        lambda model: [
            deployment(model, "STOPPED", ready=0, desired=0),
            deployment(model, name="unrouted", weight=None),
        ],
        True,
    ),
    "blue-green": Billed(
        lambda model: [
            deployment(model, name="blue", ready=2, desired=2),
            deployment(model, name="green", ready=2, desired=2, weight=0),
        ],
        True,
    ),
    "stopped": Billed(lambda model: [deployment(model, "STOPPED", ready=0, desired=0)], False),
    "without-deployments": Billed(lambda model: [], False),
    "degraded-no-replica-counts": Billed(lambda model: [deployment(model, "DEGRADED", ready=None, desired=None)], True),
    "failed-no-replica-counts": Billed(lambda model: [deployment(model, "FAILED", ready=None, desired=None)], False),
    "stopped-no-replica-counts": Billed(lambda model: [deployment(model, "STOPPED", ready=None, desired=None)], False),
}


def realistic() -> Scenario:
    """The default: an organization that uses both generations."""
    return Scenario(v1_estate.load(), v2_estate.load())


def billing() -> Scenario:
    """No v1 endpoints. In v2 one endpoint for each entry of BILLED, all with the same model."""
    v2 = _public_only()
    resource = v2.resource(MODEL)
    v2.endpoints = [endpoint(f"acme/{name}", *billed.deployments(resource)) for name, billed in BILLED.items()]
    return Scenario([], v2)


def split() -> Scenario:
    """Endpoints that are in v1 only, in v2 only, or in both under one inference name."""
    v2 = _public_only()
    gpt, gemma, llama = "openai/gpt-oss-120b", "google/gemma-3-27b-it", "meta-llama/Llama-3.3-70B-Instruct-Turbo"
    v2.endpoints = [
        endpoint("acme/migrated", deployment(v2.resource(gemma))),
        endpoint("acme/new", deployment(v2.resource(gpt))),
        endpoint("acme/qwen3-32b", deployment(v2.resource(MODEL))),
        endpoint("acme/qwen3-32b-batch", deployment(v2.resource(MODEL))),
    ]
    v2.other_endpoints = {
        SHARING_PROJECT: [
            endpoint(
                "acme-research/shared",
                deployment(v2.resource(gpt)),
                visibility="INTERNAL",
                project_id=SHARING_PROJECT,
            ),
            endpoint("acme-research/private", deployment(v2.resource(gpt)), project_id=SHARING_PROJECT),
        ]
    }
    return Scenario(
        [
            _v1_row("acme/migrated", gemma),
            _v1_row("acme/Llama-3.3-70B-Instruct-Turbo-51e9c6f0", llama),
            {"row": _v1_row("acme-research/shared", gpt), "mine": False},
            *(_v1_row(model, model, owner="together") for model in (MODEL, gpt)),
        ],
        v2,
    )


SCENARIOS: dict[str, Callable[[], Scenario]] = {scenario.__name__: scenario for scenario in (realistic, billing, split)}


def _public_only() -> V2Estate:
    """The realistic estate with the public catalogue and without endpoints and models of projects."""
    v2 = v2_estate.load()
    v2.endpoints, v2.models, v2.other_endpoints, v2.other_models = [], [], {}, {}
    return v2


def _v1_row(name: str, model: str, owner: str = "") -> dict[str, Any]:
    return {
        "object": "endpoint",
        "id": f"endpoint-{name.replace('/', '-').lower()}",
        "name": name,
        "model": model,
        "type": "serverless" if owner else "dedicated",
        "owner": owner or name.partition("/")[0],
        "state": "STARTED",
        "created_at": "2025-11-03T10:15:00Z",
    }
