# SPDX-License-Identifier: MIT
"""When the plugin ends by itself: a killed engine cannot send Cancel, and would leave its plugins running."""

from __future__ import annotations

import asyncio
import os

import grpc
import grpc.aio

from ..diagnostics import CHANNEL_OPTIONS

PARENT = os.getppid()  # at the start: it changes when the parent ends
PARENT_INTERVAL = 1.0  # seconds between two checks of the parent process


async def exit_with_engine(address: str) -> None:
    """Exit the process when its parent has ended or when the engine at `address` no longer listens."""
    await asyncio.gather(_exit_with_parent(), _exit_when_unreachable(address))


async def _exit_with_parent() -> None:
    """On POSIX, a process whose parent has ended gets another parent. On Windows, the parent's id never changes."""
    while os.getppid() == PARENT:
        await asyncio.sleep(PARENT_INTERVAL)
    os._exit(0)


async def _exit_when_unreachable(address: str) -> None:
    """Keep a connection to the engine. An engine that never listened is ignored: a debugger may start the plugin."""
    reached = False
    async with grpc.aio.insecure_channel(address, options=CHANNEL_OPTIONS) as channel:
        state = channel.get_state(try_to_connect=True)
        while True:
            await channel.wait_for_state_change(state)
            state = channel.get_state(try_to_connect=True)
            # A channel becomes idle again only after it was connected.
            reached = reached or state in (grpc.ChannelConnectivity.READY, grpc.ChannelConnectivity.IDLE)
            if reached and state is grpc.ChannelConnectivity.TRANSIENT_FAILURE:
                os._exit(0)
