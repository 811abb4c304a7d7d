# SPDX-License-Identifier: MIT
"""Arguments that are Pulumi Outputs, and the resources in `depends_on`."""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any

import pulumi

from ._core import client as core
from .errors import public_error

DependsOn = Any  # a resource, a list of resources, or an Output of either


def contains_output(value: Any) -> bool:
    """Whether an argument is an Output or another awaitable, or a list with one."""
    entries = value if isinstance(value, (list, tuple)) else [value]
    return any(isinstance(entry, (pulumi.Output, Awaitable)) for entry in entries)


def resolve(arguments: Mapping[str, Any], depends_on: DependsOn) -> pulumi.Output[dict[str, Any]]:
    """The passed arguments as one Output. It is known once they are known and the resources in depends_on exist."""
    passed = {name: value for name, value in arguments.items() if value is not None}
    both = pulumi.Output.all(pulumi.Output.all(**passed), _dependencies(depends_on))
    return both.apply(lambda resolved: resolved[0])


def _dependencies(depends_on: DependsOn) -> pulumi.Output[Any]:
    """Known once the resources exist. In a preview: if none of them is still to be created."""

    async def expand(depends_on: DependsOn) -> list[pulumi.Resource]:
        # A private function, but the only one that finds the resources that a component consists of.
        from pulumi.runtime.rpc import _expand_dependencies

        return list((await _expand_dependencies(_check_resources(depends_on), None)).values())

    def wait_for(resources: Sequence[pulumi.Resource]) -> pulumi.Output[Any]:
        # A component of another process has a URN, but no ID.
        return pulumi.Output.all(*[vars(resource).get("id", resource.urn) for resource in resources])

    _check_resources(depends_on)  # at once, to raise the error in the program
    expanded: pulumi.Output[list[pulumi.Resource]] = pulumi.Output.from_input(depends_on).apply(expand)
    return expanded.apply(wait_for)


def _check_resources(depends_on: DependsOn) -> list[Any]:
    """The entries of depends_on. Raises EndpointLookupError for an entry that cannot be a resource."""
    entries = depends_on if isinstance(depends_on, (list, tuple)) else [depends_on]
    present = [entry for entry in entries if entry is not None]
    for entry in present:
        if not isinstance(entry, (pulumi.Resource, pulumi.Output, Awaitable)):
            found = f"a value of type {type(entry).__name__}"
            raise public_error(core.InvalidOptionError("opts.depends_on", "a resource or a list of resources", found))
    return present
