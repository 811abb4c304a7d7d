# SPDX-License-Identifier: MIT
"""Asks one question after the other in one process, through the core or through `pulumi_together`.

As a program, `python asker.py core|get_endpoint`: a JSON object a line on stdin, one on stdout. With nothing but the
front end and the standard library, so that it runs in a virtual environment with other versions of the libraries.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"


def through_core(models: list[str], options: dict[str, Any]) -> dict[str, str]:
    """Model -> id. Raises an error with an `error_type`."""
    from ansible_collections.together.ai.plugins.module_utils._core import client as core

    return core.lookup(core.Settings(**options), core.Query(models=models)).ids


def through_get_endpoint(models: list[str], options: dict[str, Any]) -> dict[str, str]:
    """Model -> id. Raises an error with an `error_type`."""
    import pulumi_together

    return {model: pulumi_together.get_endpoint(model, **options).id for model in models}


WAYS: dict[str, Callable[[list[str], dict[str, Any]], dict[str, str]]] = {
    "core": through_core,
    "get_endpoint": through_get_endpoint,
}


def ask(way: str, options: dict[str, Any], environment: dict[str, str]) -> dict[str, Any]:
    """What came of a lookup of MODEL: `id`, or `error_type` and `sentence`; and the `seconds` it took.

    environment: variables for this lookup alone. The attributes of an error are in `facts`, as text.
    """
    before = dict(os.environ)
    os.environ.update(environment)
    start = time.monotonic()
    try:
        outcome: dict[str, Any] = {"id": WAYS[way]([MODEL], options)[MODEL]}
    except Exception as error:
        outcome = {
            "error_type": getattr(error, "error_type", f"{type(error).__module__}.{type(error).__name__}"),
            "sentence": str(error),
            "facts": repr((error.args, vars(error), error.__cause__, error.__context__)),
        }
    finally:
        seconds = time.monotonic() - start
        os.environ.clear()
        os.environ.update(before)
    return {**outcome, "seconds": seconds}


def main() -> None:
    """Answer each line."""
    WAYS[sys.argv[1]]
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(ask(sys.argv[1], asked["options"], asked["environment"])), flush=True)


if __name__ == "__main__":
    main()
