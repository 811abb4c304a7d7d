# SPDX-License-Identifier: MIT
"""Previews a program that looks up models: preview.py FRONT_END FOLDER ENGINE_ROOT MODEL ...

Prints the engine's output, and how many seconds the preview itself took.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import pulumi
from pulumi import automation as auto

front_end, folder, root, *models = sys.argv[1:]


def empty() -> None:
    """Look up nothing."""


def functions() -> None:
    """Call functions in the program's own process."""
    import pulumi_together

    pulumi.export("ids", [pulumi_together.get_endpoint(model).id for model in models])


def resource() -> None:
    """Read resources with the dynamic provider."""
    import pulumi_together

    pulumi.export("ids", [pulumi_together.Endpoint.get(model, model).endpoint_id for model in models])


def plugin() -> None:
    """Call functions of the provider plugin, as an SDK generated from its schema does."""

    def endpoint_id(model: str) -> pulumi.Output[Any]:
        result = pulumi.runtime.invoke_output("together:index:getEndpoint", {"model": model})
        return result.apply(lambda endpoint: endpoint["id"])

    pulumi.export("ids", [endpoint_id(model) for model in models])


PROGRAMS: dict[str, Callable[[], None]] = {
    "empty": empty,
    "functions": functions,
    "resource": resource,
    "plugin": plugin,
}
stack = auto.select_stack(
    stack_name="test",
    project_name="lookup",
    program=PROGRAMS[front_end],
    opts=auto.LocalWorkspaceOptions(
        work_dir=f"{folder}/work",
        pulumi_home=f"{folder}/home",
        pulumi_command=auto.PulumiCommand(root=root or None),
    ),
)
start = time.perf_counter()
preview = stack.preview(color="never")
print(preview.stdout)
print("preview", time.perf_counter() - start)
