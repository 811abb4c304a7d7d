# SPDX-License-Identifier: MIT
"""The sandbox by hand: `PYTHONPATH=tests python -m sandbox_api [--port N] [--estate[-v2] FILE]`, until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from . import estate, estate_v2
from .faults import FAULTS
from .server import Sandbox
from .service import Request

Estate = TypeVar("Estate")

WELCOME = """\
Together AI sandbox: {endpoints} endpoints at {url}

  In another terminal:

    export TOGETHER_BASE_URL={url}/v1
    export TOGETHER_API_KEY={key}

  Ask ({hint})

    curl -H "Authorization: Bearer $TOGETHER_API_KEY" "$TOGETHER_BASE_URL/endpoints?type=dedicated&mine=true"
    ANSIBLE_COLLECTIONS_PATH=$PWD ansible localhost -m together.ai.endpoints_info -a models={model}

  The same in v2, where project {slug} has {v2_endpoints} endpoints of its own

    export TOGETHER_API_VERSION=v2

  Ask for trouble: the next request is answered so, later ones as usual

    curl -X PUT {url}/_sandbox/replies -d '[{{"status": 429, "headers": {{"Retry-After": "2"}}}}]'
    curl -X PUT {url}/_sandbox/replies -d '[{{"status": 503, "times": 4}}]'
    curl -X PUT {url}/_sandbox/replies -d '[{{"fault": "stall", "seconds": 5}}]'

  Faults, with or without a status

{faults}

  See what was sent, as JSON

    curl {url}/_sandbox/requests

Requests show up here. Ctrl-C ends it.
"""


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    arguments = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell starts background jobs with it ignored
        signal.signal(number, signal.default_int_handler)
    try:
        v1, v2 = _read(estate.load, arguments.estate), _read(estate_v2.load, arguments.estate_v2)
        with Sandbox(v1, v2=v2, port=arguments.port, on_request=_show) as sandbox:
            print(_welcome(sandbox), flush=True)
            while True:
                time.sleep(3600)
    except (OSError, OverflowError) as problem:
        sys.exit(f"cannot serve on port {arguments.port} ({problem}); --port 0 takes a free one")
    except KeyboardInterrupt:
        print("\nThe sandbox is closed.", flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox_api", description="The Together AI endpoints API, on loopback."
    )
    parser.add_argument(
        "--port", type=int, default=8765, metavar="N", help="port on 127.0.0.1; 0: a free one (default: 8765)"
    )
    parser.add_argument(
        "--estate", type=Path, default=estate.REALISTIC, metavar="FILE", help="JSON list of endpoints to serve"
    )
    parser.add_argument(
        "--estate-v2", type=Path, default=estate_v2.REALISTIC, metavar="FILE", help="JSON object to serve in v2"
    )
    return parser.parse_args()


def _read(load: Callable[[Path], Estate], path: Path) -> Estate:
    try:
        return load(path)
    except (OSError, ValueError) as problem:
        sys.exit(f"cannot read the estate {path}: {problem}")


def _welcome(sandbox: Sandbox) -> str:
    rows = [entry.row for entry in sandbox.endpoints if isinstance(entry.row, dict)]
    served = Counter(str(row.get("model")) for row in rows)
    mine = [str(entry.row.get("model")) for entry in sandbox.endpoints if isinstance(entry.row, dict) and entry.mine]
    one = next((model for model in mine if served[model] == 1), "MODEL")
    several = [f"{model} has {times}" for model, times in served.most_common(1) if times > 1]
    return WELCOME.format(
        endpoints=len(sandbox.endpoints),
        url=sandbox.url,
        key=sandbox.api_key,
        hint=", ".join([f"{one} has one endpoint", *several]),
        model=one,
        slug=sandbox.v2.project.get("slug"),
        v2_endpoints=len(sandbox.v2.endpoints),
        faults="\n".join(f"    {name:16}{fault.__doc__}" for name, fault in FAULTS.items()),
    )


def _show(request: Request, answered: str) -> None:
    print(f"{time.strftime('%H:%M:%S')}  {request.method} {request.target}  ->  {answered}", flush=True)


if __name__ == "__main__":
    main()
