# SPDX-License-Identifier: MIT
"""A sandbox of the Together AI API: an HTTP server on loopback that follows the specification and can send faults.

    with Sandbox() as sandbox:
        ...  # send requests to sandbox.url with sandbox.api_key, then look at sandbox.requests

It serves both generations, v1 from `sandbox.endpoints` and v2 from `sandbox.v2`. `scenarios` has estates for one
subject each. From the command line: `make sandbox`, or `PYTHONPATH=tests python -m sandbox_api`.
"""

from .builders import deployment, endpoint
from .messages import Request
from .scenarios import SCENARIOS, Scenario
from .server import Sandbox
from .v1_estate import Entry
from .v1_to_v2 import to_v2
from .v2_estate import V2Estate

__all__ = [
    "SCENARIOS",
    "Entry",
    "Request",
    "Sandbox",
    "Scenario",
    "V2Estate",
    "deployment",
    "endpoint",
    "to_v2",
]
