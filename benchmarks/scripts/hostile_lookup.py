# SPDX-License-Identifier: MIT
"""A lookup from a hostile server, with a deadline in seconds: hostile_lookup.py DEADLINE.

Prints as JSON its result, its seconds, and those that its threads needed to end after it.
"""

import json
import sys
import threading
import time

from ansible_collections.together.ai.plugins.module_utils._core import client as core

MAX_RESULT = 120  # characters

settings = core.Settings(retries=0, deadline=float(sys.argv[1]))
start = time.perf_counter()
try:
    answer = core.lookup(settings, core.Query(models=["m"], on_multiple="all"))
    result = f"{answer.count:,} endpoints"
except core.TogetherError as error:
    result = f"{error.error_type}: {str(error).replace(settings.base_url, '')}"
seconds = time.perf_counter() - start
while any(thread.name == "together-ai-lookup" for thread in threading.enumerate()):
    time.sleep(0.01)
later = time.perf_counter() - start - seconds
if len(result) > MAX_RESULT:
    result = f"{result[:MAX_RESULT]}..."
print(json.dumps({"result": result.replace("|", "/"), "seconds": round(seconds, 3), "later": round(later, 3)}))
