# SPDX-License-Identifier: MIT
"""Does the same as core.py with the official SDK: together_sdk.py MODEL."""

import sys

import together

client = together.Together()
print(next(endpoint.id for endpoint in client.endpoints.list().data if endpoint.model == sys.argv[1]))
