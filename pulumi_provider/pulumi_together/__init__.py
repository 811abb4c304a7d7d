# SPDX-License-Identifier: MIT
"""Find the Together AI endpoint that serves a model, from a Pulumi program or a script.

    endpoint = pulumi_together.get_endpoint("mistralai/Mistral-Small-24B-Instruct-2501")
    pulumi.export("endpoint_id", endpoint.id)  # for calls that manage the endpoint
    pulumi.export("inference_name", endpoint.name)  # for inference calls, as `model`

`Endpoint.get` does the same as a read-only resource: previews show if another endpoint serves the model.

The API key is the argument `api_key`, otherwise the configuration `together:apiKey` (set it with
`pulumi config set --secret together:apiKey`), otherwise the environment variable TOGETHER_API_KEY.
"""

from . import choices
from ._core.client import VERSION
from .accounts import Account
from .choices import *  # noqa: F403
from .errors import EndpointLookupError
from .functions import get_endpoint, get_endpoint_output, get_endpoints, get_endpoints_output
from .resource import Endpoint
from .results import ContractViolation, GetEndpointResult, GetEndpointsResult, ListedEndpoint

__version__ = VERSION
__all__ = [
    "Account",
    "ContractViolation",
    "Endpoint",
    "EndpointLookupError",
    "GetEndpointResult",
    "GetEndpointsResult",
    "ListedEndpoint",
    "__version__",
    "get_endpoint",
    "get_endpoint_output",
    "get_endpoints",
    "get_endpoints_output",
]
__all__ += choices.__all__
