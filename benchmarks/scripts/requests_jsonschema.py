# SPDX-License-Identifier: MIT
"""Does the same as core.py with requests, and validates all with jsonschema: requests_jsonschema.py MODEL SCHEMA."""

import json
import os
import sys
from pathlib import Path

import jsonschema
import requests

headers = {"Authorization": "Bearer " + os.environ["TOGETHER_API_KEY"]}
answer = requests.get(os.environ["TOGETHER_BASE_URL"] + "/endpoints", headers=headers, timeout=30).json()
schema = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
formats = jsonschema.Draft202012Validator.FORMAT_CHECKER
jsonschema.Draft202012Validator(schema, format_checker=formats).validate(answer)
print(next(row["id"] for row in answer["data"] if row["model"] == sys.argv[1]))
