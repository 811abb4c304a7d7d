# SPDX-License-Identifier: MIT
"""A sandbox of the Together AI endpoints API: a real HTTP server on loopback, faithful to the spec, faulty on request.

    with Sandbox() as sandbox:
        ...  # ask sandbox.url with sandbox.api_key, then look at sandbox.requests

It speaks both generations, v1 from `sandbox.endpoints` and v2 from `sandbox.v2`, each with an estate of its own.
By hand: `PYTHONPATH=tests python -m sandbox_api`.
"""

from .estate import Entry
from .estate_v2 import V2Estate
from .server import Sandbox
from .service import Request
from .translated import as_v2

__all__ = ["Entry", "Request", "Sandbox", "V2Estate", "as_v2"]
