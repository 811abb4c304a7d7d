# SPDX-License-Identifier: MIT
"""Inference calls, `POST /v1/chat/completions`: one answer for every question, so that the quickstarts work."""

from __future__ import annotations

from .messages import Request, Response, json_response
from .routing import check_access

PATH = "/v1/chat/completions"
ANSWER = {
    "id": "sandbox",
    "object": "chat.completion",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Paris"}, "finish_reason": "stop"}],
}


def respond(request: Request, api_key: str) -> Response | None:
    """The response to an inference call, or None for any other request. The model is not checked."""
    if request.path != PATH:
        return None
    return check_access(request, api_key, method="POST") or json_response(200, ANSWER)
