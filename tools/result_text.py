# SPDX-License-Identifier: MIT
"""What each field of an answer means, once for all front ends. The markup is that of `option_text`."""

from __future__ import annotations

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
    "contract_violations": ["The violations of the API's schema that did not fail the lookup."],
    "api_versions": ["The API generations that answered."],
}
VIOLATION = {  # field of a contract violation -> sentences
    "path": ["The place in the response, as a JSON path such as `$.data[3].state`."],
    "message": ["What the schema expects, and what was found."],
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
    "redirect": "The API redirected the request.",
    "unauthorized": "HTTP status 401.",
    "payment_required": "HTTP status 402.",
    "forbidden": "HTTP status 403.",
    "rate_limited": "HTTP status 429.",
    "server_error": "An HTTP status of 500 or more.",
    "http_error": "Any other HTTP error status.",
    "bug": "An error in this software.",
}
