# SPDX-License-Identifier: MIT
"""The executable, which Pulumi's engine starts: `pulumi-resource-together ENGINE_ADDRESS`, as `python -m` too."""

from __future__ import annotations

import asyncio
import signal
import sys

from ..engine_log import EngineLog
from .provider import TogetherProvider
from .server import serve

USAGE = "pulumi-resource-together is a plugin: Pulumi's engine starts it, with the engine's address as argument"


def main() -> None:
    """Serve until the engine says Cancel, or a signal comes."""
    addresses = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if not addresses:
        sys.exit(USAGE)
    # An interrupt that reaches the plugin itself ends it at once: the engine has nothing to wait for here.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    address = addresses[-1]
    asyncio.run(serve(TogetherProvider(EngineLog(address)), address))


if __name__ == "__main__":
    main()
