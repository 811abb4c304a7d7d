# SPDX-License-Identifier: MIT
"""Does the same as core.py with the official SDK: together_sdk.py MODEL."""

import sys

import together

client = together.Together()
rows = client.get("/v1/endpoints", cast_to=dict)["data"]  # version 3 has no method for v1 endpoints
print(next(row["id"] for row in rows if row["model"] == sys.argv[1]))
