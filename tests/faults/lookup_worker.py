# SPDX-License-Identifier: MIT
"""Makes lookups in a process of its own: `python lookup_worker.py core|get_endpoint`.

Reads one call per line from stdin, writes one result per line to stdout, both as JSON objects. Imports only the front
end and the standard library, so that it also runs in an environment with other versions of the libraries.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"


def core_lookup(options: dict[str, Any]) -> str:
    """Return the id of MODEL's endpoint. Raises an error with an `error_type`."""
    from ansible_collections.together.ai.plugins.module_utils._core import client as core

    return core.lookup(core.Settings(**options), core.Query(models=[MODEL])).ids[MODEL]


def get_endpoint(options: dict[str, Any]) -> str:
    """Return the id of MODEL's endpoint. Raises an error with an `error_type`."""
    import pulumi_together

    return pulumi_together.get_endpoint(MODEL, **options).id


LOOKUPS: dict[str, Callable[[dict[str, Any]], str]] = {"core": core_lookup, "get_endpoint": get_endpoint}


def run(lookup: Callable[[dict[str, Any]], str], options: dict[str, Any]) -> dict[str, Any]:
    """Return the `id`, or the `error_type` and `message` of the error, with everything it holds in `facts`."""
    try:
        return {"id": lookup(options)}
    except Exception as error:
        return {
            "error_type": getattr(error, "error_type", f"{type(error).__module__}.{type(error).__name__}"),
            "message": str(error),
            "facts": repr((error.args, vars(error), error.__cause__, error.__context__)),
        }


def main() -> None:
    """Run each call with its own environment variables."""
    lookup = LOOKUPS[sys.argv[1]]
    environment = dict(os.environ)
    for line in sys.stdin:
        call = json.loads(line)
        os.environ.clear()
        os.environ.update({**environment, **call["environment"]})
        print(json.dumps(run(lookup, call["options"])), flush=True)


if __name__ == "__main__":
    main()
