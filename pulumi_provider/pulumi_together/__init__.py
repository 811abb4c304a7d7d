# SPDX-License-Identifier: MIT
"""Which Together AI endpoint serves this model? Asked from a Pulumi program in Python, or from a plain script.

    endpoint = pulumi_together.get_endpoint("mistralai/Mistral-Small-24B-Instruct-2501")
    pulumi.export("endpoint_id", endpoint.id)  # for management calls
    pulumi.export("inference_name", endpoint.name)  # what inference calls pass as `model`

In a stack that should show when another endpoint serves the model since, `Endpoint.get` is the same as a resource.

The API key comes from the argument api_key, else `pulumi config set --secret together:apiKey`, else TOGETHER_API_KEY.
"""

from ._core.client import VERSION
from .accounts import Account
from .endpoint import Endpoint
from .errors import EndpointLookupError
from .functions import get_endpoint, get_endpoint_output, get_endpoints, get_endpoints_output
from .results import ContractViolation, GetEndpointResult, GetEndpointsResult

__version__ = VERSION
__all__ = [
    "Account",
    "ContractViolation",
    "Endpoint",
    "EndpointLookupError",
    "GetEndpointResult",
    "GetEndpointsResult",
    "__version__",
    "get_endpoint",
    "get_endpoint_output",
    "get_endpoints",
    "get_endpoints_output",
]
