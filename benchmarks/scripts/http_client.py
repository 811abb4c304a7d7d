# SPDX-License-Identifier: MIT
"""Does the same as core.py with the least that Python needs, and validates nothing: http_client.py MODEL [early]."""

import http.client
import json
import os
import sys

host = os.environ["TOGETHER_BASE_URL"].split("/")[2]
connection = http.client.HTTPConnection(host)
connection.request("GET", "/v1/endpoints", headers={"Authorization": "Bearer " + os.environ["TOGETHER_API_KEY"]})
rows = json.loads(connection.getresponse().read())["data"]
print(next(row["id"] for row in rows if row["model"] == sys.argv[1]))

if sys.argv[2:] == ["early"]:
    sys.stdout.flush()
    os._exit(0)
