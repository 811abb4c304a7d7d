# SPDX-License-Identifier: MIT
"""A sandbox of the Together AI endpoints API: a real HTTP server on loopback, faithful to the spec, faulty on request.

    with Sandbox() as sandbox:
        ...  # ask sandbox.url with sandbox.api_key, then look at sandbox.requests

By hand: `PYTHONPATH=tests python -m sandbox_api`.
"""

from .estate import Entry
from .server import Sandbox
from .service import Request

__all__ = ["Entry", "Request", "Sandbox"]
