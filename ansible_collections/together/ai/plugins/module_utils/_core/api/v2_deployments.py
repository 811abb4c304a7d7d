# SPDX-License-Identifier: MIT
"""What an endpoint of the second generation takes from its deployments: the models it is matched by, and its state."""

from __future__ import annotations

from typing import Any

from .v2_models import Resource, resource

PREFIX = "DEPLOYMENT_STATE_"
STATES = (  # v1's word for an endpoint, and the words of its live deployments: the first that is found tells
    ("STARTED", ("READY", "DEGRADED", "SERVING")),
    ("STARTING", ("PROVISIONING", "SCALING")),
    ("STOPPING", ("STOPPING",)),
    ("ERROR", ("FAILED",)),
    ("STOPPED", ("STOPPED",)),
)
FACTS = {  # a deployment's field -> its name in an answer
    "id": "id",
    "name": "name",
    "model": "model",
    "state": "state",
    "estimatedEffectiveTrafficShare": "traffic_share",
    "trafficMode": "traffic_mode",
    "readyReplicas": "ready_replicas",
    "hardware": "hardware",
}

Fields = dict[str, Any]  # of an endpoint or a deployment, as the API sent them


def resources(endpoint: Fields) -> list[Resource]:
    """The models an endpoint is matched by, that with the most traffic first.

    Those of its live deployments; where none is live, of all that may get traffic, so that a stopped endpoint is found.
    """
    matching = live(endpoint) or [one for one in deployments(endpoint) if _takes_traffic(one)]
    matching = sorted(matching, key=lambda one: number(one.get("estimatedEffectiveTrafficShare")), reverse=True)
    return list(dict.fromkeys(found for found in (resource(one.get("model")) for one in matching) if found))


def state(endpoint: Fields) -> str | None:
    """The state in v1's words; a word of the API that is not known, as it is; None where there is no word."""
    serving = live(endpoint)
    words = [word for word in map(_word, serving) if word]
    told = [state for state, tells in STATES if not set(words).isdisjoint(tells)]
    return next(iter(told + words), None if serving else "STOPPED")


def live(endpoint: Fields) -> list[Fields]:
    """The deployments that get traffic: in live mode, with a weight above 0 in the traffic split."""
    split = [entry for entry in _objects(endpoint.get("trafficSplit")) if number(entry.get("weight")) > 0]
    routed = [entry.get("deploymentId") for entry in split]
    return [one for one in deployments(endpoint) if _takes_traffic(one) and one.get("id") in routed]


def deployments(endpoint: Fields) -> list[Fields]:
    """All deployments, as far as they are objects."""
    return _objects(endpoint.get("deployments"))


def are_readable(endpoint: Fields) -> bool:
    """Whether the models of all deployments can be told."""
    return all(resource(one.get("model")) for one in deployments(endpoint))


def facts(deployment: Fields, names: dict[Resource, str]) -> Fields:
    """A deployment as answers show it: under Python's names, with its model's name where that is known."""
    deployed = resource(deployment.get("model"))
    known = {name: deployment.get(field) for field, name in FACTS.items()}
    rest = {field: value for field, value in deployment.items() if field not in FACTS}
    return {**known, "model_name": names.get(deployed) if deployed else None, **rest}


def number(value: Any) -> float:
    """A number of the API, 0 where it is none."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else 0


def _objects(value: Any) -> list[Fields]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def _takes_traffic(deployment: Fields) -> bool:
    return deployment.get("trafficMode") == "TRAFFIC_MODE_LIVE"


def _word(deployment: Fields) -> str:
    sent = deployment.get("state")
    word = sent.removeprefix(PREFIX) if isinstance(sent, str) else ""
    return "SERVING" if word == "SCALING" and number(deployment.get("readyReplicas")) > 0 else word
