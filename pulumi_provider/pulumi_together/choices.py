# SPDX-License-Identifier: MIT
"""The values of options that accept only some, for type checkers and editors.

`python -m tools.pulumi_python` writes this module from the core's option tables.
"""

from typing import Literal

# BEGIN GENERATED: choices
ApiVersion = Literal["auto", "v1", "v2"]
"""The generation of the API to query."""
GetEndpointOnMultiple = Literal["fail", "newest"]
"""How to handle several matching endpoints for one model."""
OnMissing = Literal["fail", "ignore"]
"""How to handle a model without a matching endpoint."""
OnMultiple = Literal["fail", "newest", "all"]
"""How to handle several matching endpoints for one model."""
Prefer = Literal["dedicated", "serverless"]
"""If endpoints of this type serve a model, ignore its endpoints of the other type."""
Type = Literal["dedicated", "serverless"]
"""Only endpoints of this type."""
UsageType = Literal["on-demand", "reserved"]
"""Only dedicated endpoints whose hardware is billed this way."""
Validation = Literal["strict", "answer", "warn", "ignore"]
"""How strictly responses must follow the API's specification."""

__all__ = [
    "ApiVersion",
    "GetEndpointOnMultiple",
    "OnMissing",
    "OnMultiple",
    "Prefer",
    "Type",
    "UsageType",
    "Validation",
]
# END GENERATED
