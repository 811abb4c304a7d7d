# SPDX-License-Identifier: MIT
"""The executable that Pulumi's engine starts: `pulumi-resource-together ENGINE_ADDRESS`."""

from __future__ import annotations

import asyncio
import signal
import sys

from .provider import TogetherProvider
from .server import serve

USAGE = "pulumi-resource-together is a Pulumi plugin. Pulumi starts it, with the address of its engine as argument."


def main() -> None:
    """Serve until the engine cancels, or a signal arrives."""
    addresses = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    if not addresses:
        sys.exit(USAGE)
    # End at once on an interrupt: there is nothing to clean up.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    engine_address = addresses[-1]
    asyncio.run(serve(TogetherProvider(engine_address), engine_address))


if __name__ == "__main__":
    main()
