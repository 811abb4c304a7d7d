# SPDX-License-Identifier: MIT
"""What a v2 endpoint takes from its deployments: its models, its state, and whether it runs."""

from __future__ import annotations

from typing import Any

from .pagination import objects, text
from .v2_models import ModelRef, parse_model_ref

STATE_PREFIX = "DEPLOYMENT_STATE_"
STATES = (  # state of an endpoint, and states of its routed deployments: the first line that matches any of them counts
    ("STARTED", ("READY", "DEGRADED", "SERVING")),
    ("STARTING", ("PROVISIONING", "SCALING")),
    ("STOPPING", ("STOPPING",)),
    ("ERROR", ("FAILED",)),
    ("STOPPED", ("STOPPED",)),
)
UP = STATES[0][1]
NOT_RUNNING = ("STOPPED", "FAILED")

Fields = dict[str, Any]  # of an endpoint or a deployment, as the API sent them


def served_models(endpoint: Fields) -> list[ModelRef]:
    """The models that inference calls to an endpoint reach, the one with the most traffic first.

    They are the models of the routed deployments that are up. If none is up, of all routed ones, and if none is routed,
    of all that may get traffic, so that a stopped endpoint is found.
    """
    routed = routed_deployments(endpoint)
    deployments = [one for one in routed if _is_up(one)] or routed or _live_deployments(endpoint)
    by_traffic = sorted(deployments, key=lambda one: number(one.get("estimatedEffectiveTrafficShare")), reverse=True)
    return list(dict.fromkeys(filter(None, map(deployed_model, by_traffic))))


def unserved_models(endpoint: Fields) -> list[ModelRef]:
    """The models that are deployed but get no traffic, such as those of shadow deployments."""
    served = set(served_models(endpoint))
    return [model for model in deployed_models(endpoint) if model not in served]


def deployed_models(endpoint: Fields) -> list[ModelRef]:
    """The models of all deployments, each once."""
    models = filter(None, map(deployed_model, objects(endpoint.get("deployments"))))
    return list(dict.fromkeys(models))


def state(endpoint: Fields) -> str | None:
    """The state in v1's terms; an unknown state of the API as it is; None if no state is stated."""
    routed = routed_deployments(endpoint)
    states = [state for state in map(_state, routed) if state]
    known = [state for state, matching in STATES if not set(states).isdisjoint(matching)]
    return next(iter(known + states), None if routed else "STOPPED")


def is_running(deployment: Fields) -> bool:
    """Whether a deployment has hardware that is up and billed, whether it gets traffic or not."""
    replicas = _ready_replicas(deployment)
    return _state(deployment) not in NOT_RUNNING if replicas is None else replicas > 0


def routed_deployments(endpoint: Fields) -> list[Fields]:
    """The deployments that get traffic: not in shadow mode, with a weight above 0 in the traffic split."""
    split = [entry for entry in objects(endpoint.get("trafficSplit")) if number(entry.get("weight")) > 0]
    ids = {text(entry, "deploymentId") for entry in split}
    return [deployment for deployment in _live_deployments(endpoint) if text(deployment, "id") in ids]


def deployed_model(deployment: Fields) -> ModelRef | None:
    """The model of a deployment, None if it cannot be read."""
    return parse_model_ref(deployment.get("model"), deployment.get("modelId"))


def number(value: Any) -> float:
    """A number of the API, 0 if it is not one."""
    return value if _is_number(value) else 0


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_up(deployment: Fields) -> bool:
    """Whether a routed deployment accepts inference calls. The API sends it traffic by weight and ready replicas."""
    replicas = _ready_replicas(deployment)
    return _state(deployment) in UP if replicas is None else replicas > 0


def _ready_replicas(deployment: Fields) -> float | None:
    """How many replicas are ready, None if the API does not state it."""
    replicas = deployment.get("readyReplicas")
    return number(replicas) if _is_number(replicas) else None


def _live_deployments(endpoint: Fields) -> list[Fields]:
    deployments = objects(endpoint.get("deployments"))
    return [deployment for deployment in deployments if deployment.get("trafficMode") != "TRAFFIC_MODE_SHADOW"]


def _state(deployment: Fields) -> str:
    sent = deployment.get("state")
    state = sent.removeprefix(STATE_PREFIX) if isinstance(sent, str) else ""
    return "SERVING" if state == "SCALING" and number(deployment.get("readyReplicas")) > 0 else state
