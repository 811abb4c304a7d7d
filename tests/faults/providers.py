# SPDX-License-Identifier: MIT
"""The two providers of Pulumi as ways to ask: real processes, which this one speaks to as the engine does."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc

from pulumi_provider_process import DynamicProvider, Engine, Plugin, an_engine, secret
from sandbox_api.server import API_KEY

from .asker import MODEL
from .asking import AT_ONCE, Ask, Outcome, environment

KEYLESS = {"TOGETHER_API_KEY": ""}  # the key comes by the stack's configuration


def plugin(asks: Sequence[Ask], home: Path) -> list[Outcome]:
    """The provider plugin, a process for each: configured, and then called for `getEndpoint`."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda each: _by_plugin(each, home), asks))


def dynamic_provider(asks: Sequence[Ask], home: Path) -> list[Outcome]:
    """Pulumi's process of dynamic providers, one for each: configured, and then called to read an `Endpoint`."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda each: _by_dynamic_provider(each, home), asks))


@contextmanager
def configured_plugin(engine: Engine, variables: Mapping[str, str], options: Mapping[str, Any]) -> Iterator[Plugin]:
    """A process that has the options, and the key as a secret, from its configuration: as text, as in a stack."""
    process = Plugin(engine.address, {**variables, **KEYLESS})
    try:
        process.configure(apiKey=secret(API_KEY), **{spelled(option): str(value) for option, value in options.items()})
        yield process
    finally:
        process.end()


@contextmanager
def configured_dynamic_provider(engine: Engine, variables: Mapping[str, str]) -> Iterator[DynamicProvider]:
    """A process that has the key from its configuration."""
    process = DynamicProvider(engine.address, {**variables, **KEYLESS})
    try:
        process.configure(**{"together:apiKey": secret(API_KEY)})
        yield process
    finally:
        process.end()


def endpoint_id(options: Mapping[str, Any]) -> str:
    """The id of the resource that `Endpoint.get` would read with some options."""
    return json.dumps({"model": MODEL, **{spelled(option): options[option] for option in options}}, default=os.fspath)


def spelled(text: str) -> str:
    """A text with the options as Pulumi spells them: `baseUrl` for `base_url`, but `HTTP_PROXY` as it is."""
    return re.sub(r"(?<=[a-z])_([a-z])", lambda found: found[1].upper(), text)


def spelled_by_resource(text: str) -> str:
    """A text with the key as it is told where it is from the configuration."""
    return text.replace("TOGETHER_API_KEY", "together:apiKey")


def _by_plugin(each: Ask, home: Path) -> Outcome:
    with an_engine() as engine, configured_plugin(engine, environment(home, each), each.options) as process:

        def told() -> tuple[str | None, str]:
            found, failed = process.invoke(model=MODEL)
            return found.get("id"), "; ".join(f"{property}: {reason}" for property, reason in failed)

        return _outcome(told, process.close, engine)


def _by_dynamic_provider(each: Ask, home: Path) -> Outcome:
    with an_engine() as engine, configured_dynamic_provider(engine, environment(home, each)) as process:
        return _outcome(lambda: (process.read(endpoint_id(each.options))["endpoint_id"], ""), process.close, engine)


def _outcome(ask: Callable[[], tuple[str | None, str]], close: Callable[[], str], engine: Engine) -> Outcome:
    """ask: the id, or a sentence."""
    start = time.monotonic()
    id: str | None = None
    try:
        id, sentence = ask()
    except grpc.RpcError as error:
        sentence = _of_the_call(error)
    seconds = time.monotonic() - start
    shown = [sentence, close(), *(message.message for message in engine.logged)]
    return Outcome(id, None, sentence, seconds, "\n".join(shown))


def _of_the_call(error: Any) -> str:
    """The sentence of a call that failed, without what Pulumi puts around that of a dynamic provider."""
    return str(error.details()).removeprefix("pulumi_together.EndpointLookupError: ").removesuffix("\n")
