# SPDX-License-Identifier: MIT
"""Does the same as core.py with the official SDK: together_sdk.py MODEL."""

import sys
from typing import Any

import together

client: Any = together.Together()  # of version 2: endpoints of v2 have no model
print(next(endpoint.id for endpoint in client.endpoints.list().data if endpoint.model == sys.argv[1]))
