# SPDX-License-Identifier: MIT
"""What each field of an answer means, once for all front ends. The markup is that of `option_text`.

A field of an endpoint is an entry of three tables: its meaning, its type, and a sample.
"""

from __future__ import annotations

from collections.abc import Mapping

from pulumi_together._core import client as core

ENDPOINT = {  # field of an endpoint record -> sentences
    "object": ["Always `endpoint`."],
    "id": ["The ID of the endpoint, for calls that manage it."],
    "name": ["The inference name of the endpoint. Inference calls pass it as `model`."],
    "model": [
        "The model that the endpoint serves.",
        "An endpoint of API generation `v2` can serve several models. The requested one is shown, otherwise the one "
        "with the most traffic. It is null if the endpoint has no deployment.",
    ],
    "type": ["`dedicated` or `serverless`."],
    "owner": ["The owner of the endpoint, `together` for public endpoints. In `v2`, the slug of the project."],
    "state": [
        "The state of the endpoint: `PENDING`, `STARTING`, `STARTED`, `STOPPING`, `STOPPED` or `ERROR`.",
        "A state that the API's specification does not list is returned unchanged.",
    ],
    "created_at": ["When the endpoint was created (RFC 3339)."],
    "api_version": ["The API generation that the record is from, `v1` or `v2`."],
    "inference_url": ["The base URL for inference calls to the endpoint."],
    "ready": ["Whether the endpoint accepts inference calls."],
    "running": ["Whether hardware is running for the endpoint and is billed. Always false for serverless endpoints."],
    "extra": [
        "All other fields that the API sent.",
        "In `v2`, these include `deployments`, with the state, model, replicas and hardware of each deployment.",
    ],
}
# In Python, and in the order of the results there. Text that the API need not send, or that `validation` lets pass, can
# be None.
ENDPOINT_TYPES = {
    "id": "str",
    "name": "str",
    "model": "str | None",
    "type": "str | None",
    "owner": "str | None",
    "state": "str | None",
    "created_at": "str | None",
    "api_version": "str",
    "inference_url": "str",
    "ready": "bool",
    "running": "bool",
    "object": "str | None",
    "extra": "dict[str, Any]",
}
ENDPOINT_SAMPLE = {
    "object": "endpoint",
    "id": "endpoint-77caf163-c596-49d1-a25f-f209156f4972",
    "name": "acme/Mistral-Small-24B-Instruct-2501-7c1d02ab",
    "model": "mistralai/Mistral-Small-24B-Instruct-2501",
    "type": "dedicated",
    "owner": "acme",
    "state": "STARTED",
    "created_at": "2026-04-14T13:26:09.582Z",
    "api_version": "v1",
    "inference_url": "https://api.together.ai/v1",
    "ready": True,
    "running": True,
    "extra": {},
}
ANSWER = {  # field of an answer -> sentences
    "endpoints": ["The selected endpoints, each once, in the order of the API."],
    "endpoint": ["The selected endpoint if there is exactly one, otherwise null."],
    "matches": [
        "The selected endpoints of each model, by the model's name as it was requested.",
        "If no models were requested, by the name of every listed model.",
    ],
    "ids": ["The endpoint ID of each model that has exactly one selected endpoint, by the model's name."],
    "names": ["The inference name of each model that has exactly one selected endpoint, by the model's name."],
    "count": ["The number of selected endpoints."],
    "contract_violations": ["The violations of the API's schema that did not fail the lookup, at most 100."],
    "contract_violation_count": [
        "The number of violations.",
        "Beyond the first 100, an endpoint counts once, because its violations are not examined one by one.",
    ],
    "api_versions": ["The API generations that answered."],
}
VIOLATION = {  # field of a contract violation -> sentences
    "path": ["The place in the response, as a JSON path such as `$.data[3].state`."],
    "message": ["What the schema expects, and what was found."],
}
DEPLOYMENT = {  # field of an entry of `extra.deployments` in v2 -> sentences
    "id": ["The ID of the deployment."],
    "name": ["The name of the deployment. Inference calls can pass it as `model` to reach only this deployment."],
    "model": ["The resource name of the model, such as `projects/.../models/.../revisions/...`."],
    "model_id": ["The ID of the model. The API deprecates it in favor of `model`."],
    "model_name": ["The name of the model, such as `Qwen/Qwen3-32B`, or its resource name if it has no known name."],
    "state": ["The state of the deployment, such as `DEPLOYMENT_STATE_READY`."],
    "running": ["Whether hardware is running for the deployment and is billed."],
    "traffic_mode": ["`TRAFFIC_MODE_LIVE`, or `TRAFFIC_MODE_SHADOW` for a copy of the traffic without an answer."],
    "estimated_effective_traffic_share": ["The share of the endpoint's traffic that it gets, from 0 to 1."],
    "autoscaling": ["The limits of autoscaling, such as `min_replicas` and `max_replicas`."],
    "desired_replicas": ["The number of replicas that are intended."],
    "ready_replicas": ["The number of replicas that are ready."],
    "hardware": ["The hardware of a replica, such as `1xnvidia-h100-80gb`."],
    "created_at": ["When the deployment was created (RFC 3339)."],
}
ERROR_TYPES = {  # kind of error -> meaning
    "ambiguous": "Several endpoints serve one model.",
    "missing": "No endpoint serves a model, or none that passes the filters.",
    "contract": "A response violates the schema of the API.",
    "envelope": "A response is not what the API sends for this request.",
    "not_ready": "A model has no ready endpoint after {wait}.",
    "invalid_option": "An option has an invalid value.",
    "missing_library": "A Python library, or Python itself, is missing or too old.",
    "connection": "No complete response arrived.",
    "timeout": "The API did not respond within {timeout} or {deadline}.",
    "redirect": "The URL redirects to another one, which is not followed.",
    "unauthorized": "The API rejected the key (HTTP status 401).",
    "payment_required": "The account has reached its spending limit (HTTP status 402).",
    "forbidden": "The key may not access this, or a proxy refused the request (HTTP status 403).",
    "rate_limited": "The API received too many requests (HTTP status 429).",
    "server_error": "The API failed (HTTP status 500 or more).",
    "http_error": "Any other HTTP error status.",
    "resources": "The system has no more open files, memory or threads for this process.",
    "bug": "An error in this software.",
}


def _check_endpoint_tables() -> None:
    """Raise ValueError if a table does not have exactly the fields of the core's endpoints."""
    tables: dict[str, Mapping[str, object]] = {
        "ENDPOINT": ENDPOINT,
        "ENDPOINT_TYPES": ENDPOINT_TYPES,
        "ENDPOINT_SAMPLE": ENDPOINT_SAMPLE,
    }
    for name, table in tables.items():
        differing = set(table).symmetric_difference(core.ENDPOINT_FIELDS)
        if differing:
            raise ValueError(f"tools/result_text.py: {name} and the core's ENDPOINT_FIELDS differ: {sorted(differing)}")


_check_endpoint_tables()
