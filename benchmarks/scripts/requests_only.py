# SPDX-License-Identifier: MIT
"""Does the same as core.py with requests, and validates nothing: requests_only.py MODEL [early]."""

import os
import sys

import requests

headers = {"Authorization": "Bearer " + os.environ["TOGETHER_API_KEY"]}
rows = requests.get(os.environ["TOGETHER_BASE_URL"] + "/endpoints", headers=headers, timeout=30).json()["data"]
print(next(row["id"] for row in rows if row["model"] == sys.argv[1]))

if sys.argv[2:] == ["early"]:
    sys.stdout.flush()
    os._exit(0)
