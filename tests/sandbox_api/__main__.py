# SPDX-License-Identifier: MIT
"""The sandbox on the command line: `make sandbox`, or `PYTHONPATH=tests python -m sandbox_api --help`."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from . import launcher, v1_estate, v2_estate
from .faults import FAULTS
from .messages import Request
from .outages import OUTAGES
from .scenarios import MODEL, SCENARIOS
from .server import Sandbox

T = TypeVar("T")

WELCOME = """\
Together AI sandbox at {url}
v1: {endpoints} endpoints. v2: {v2_endpoints} endpoints of project {slug}, {catalogue} models in the catalogue.

  In another terminal, for both generations (the default, api_version auto):

    export TOGETHER_BASE_URL={url}
    export TOGETHER_API_KEY={key}

  For one generation only, in addition one of

    export TOGETHER_API_VERSION=v1
    export TOGETHER_API_VERSION=v2

  Look up a model{hint}

    ANSIBLE_COLLECTIONS_PATH=$PWD ansible localhost -m together.ai.endpoints_info -a models={model}
    curl -H "Authorization: Bearer $TOGETHER_API_KEY" "$TOGETHER_BASE_URL/v1/endpoints?type=dedicated&mine=true"
    curl -H "Authorization: Bearer $TOGETHER_API_KEY" $TOGETHER_BASE_URL/v2/projects/{project}/endpoints

  End v1, or make another part of the API unavailable; [] ends the outage

    curl -X PUT {url}/_sandbox/outages -d '["v1-gone"]'

  Outages: {outages}

  Change the next response; `path` restricts it to matching requests

    curl -X PUT {url}/_sandbox/replies -d '[{{"status": 429, "headers": {{"Retry-After": "2"}}}}]'
    curl -X PUT {url}/_sandbox/replies -d '[{{"status": 503, "times": 4, "path": "/v2/*"}}]'
    curl -X PUT {url}/_sandbox/replies -d '[{{"fault": "stall", "seconds": 5}}]'

  Faults, with or without a status

{faults}

  Show the requests that were received, or their number for each path, as JSON

    curl {url}/_sandbox/requests
    curl {url}/_sandbox/request-counts

Requests are printed here. Ctrl-C ends the sandbox. It also ends with the shell that started it.
"""


def main() -> None:
    """Serve until SIGINT or SIGTERM, or until the shell that started the sandbox ends."""
    arguments = _arguments()
    for number in (signal.SIGINT, signal.SIGTERM):  # SIGINT too: a shell starts background jobs with it ignored
        signal.signal(number, signal.default_int_handler)
    launcher.when_ended(launcher.launcher(), lambda: os.kill(os.getpid(), signal.SIGTERM))
    try:
        endpoints, v2 = SCENARIOS[arguments.scenario]()
        if arguments.estate:
            endpoints = list(_read(v1_estate.load, arguments.estate))
        if arguments.estate_v2:
            v2 = _read(v2_estate.load, arguments.estate_v2)
        v2.identity = arguments.identity
        with Sandbox(
            endpoints,
            v2=v2,
            port=arguments.port,
            outages=arguments.outage,
            latency_ms=arguments.latency_ms,
            on_request=_print_request,
        ) as sandbox:
            _print(_welcome(sandbox))
            while True:
                time.sleep(3600)
    except (OSError, OverflowError) as error:
        sys.exit(f"cannot serve on port {arguments.port} ({error}); --port 0 uses a free port")
    except KeyboardInterrupt:
        _print("\nThe sandbox is closed.")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox_api", description="The Together AI API on loopback.")
    parser.add_argument(
        "--port", type=int, default=8765, metavar="N", help="port on 127.0.0.1; 0 uses a free one (default: 8765)"
    )
    parser.add_argument(
        "--scenario", choices=SCENARIOS, default="realistic", help="the data to serve (default: realistic)"
    )
    parser.add_argument("--estate", type=Path, metavar="FILE", help="a JSON list of endpoints to serve in v1")
    parser.add_argument("--estate-v2", type=Path, metavar="FILE", help="a JSON object to serve in v2")
    parser.add_argument(
        "--identity",
        choices=v2_estate.IDENTITIES,
        default="project_api_key",
        help="the form of the caller's identity (default: project_api_key)",
    )
    parser.add_argument(
        "--outage", action="append", choices=OUTAGES, default=[], help="make a part of the API unavailable; repeatable"
    )
    parser.add_argument(
        "--latency-ms", type=float, default=0, metavar="N", help="time that each request takes (default: 0)"
    )
    return parser.parse_args()


def _read(load: Callable[[Path], T], path: Path) -> T:
    try:
        return load(path)
    except (OSError, ValueError) as error:
        sys.exit(f"cannot read {path}: {error}")


def _welcome(sandbox: Sandbox) -> str:
    rows = [entry.row for entry in sandbox.endpoints if isinstance(entry.row, dict)]
    counts = Counter(str(row.get("model")) for row in rows)
    own = [str(entry.row.get("model")) for entry in sandbox.endpoints if isinstance(entry.row, dict) and entry.mine]
    single = next((model for model in own if counts[model] == 1), MODEL)
    several = [model for model, number in counts.most_common(1) if number > 1]
    return WELCOME.format(
        endpoints=len(sandbox.endpoints),
        url=sandbox.url,
        key=sandbox.api_key,
        hint="".join(f" ({model} has several endpoints)" for model in several),
        model=single,
        project=sandbox.v2.project.get("id"),
        slug=sandbox.v2.project.get("slug"),
        v2_endpoints=len(sandbox.v2.endpoints),
        catalogue=len(sandbox.v2.catalogue),
        outages=", ".join(OUTAGES),
        faults="\n".join(f"    {name:{max(map(len, FAULTS)) + 1}}{fault.__doc__}" for name, fault in FAULTS.items()),
    )


def _print_request(request: Request, summary: str) -> None:
    _print(f"{time.strftime('%H:%M:%S')}  {request.method} {request.target}  ->  {summary}")


def _print(text: str) -> None:
    try:
        print(text, flush=True)
    except BrokenPipeError:  # the terminal or the pipe has been closed
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - open until the process ends


if __name__ == "__main__":
    main()
