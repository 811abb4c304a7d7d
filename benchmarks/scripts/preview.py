# SPDX-License-Identifier: MIT
"""Previews a program that asks through a door for some models: preview.py DOOR FOLDER ENGINE_ROOT MODEL ...

Without models the program is empty. Prints the ids, and how many seconds the preview itself took.
"""

import sys
import time
from collections.abc import Callable
from typing import Any

import pulumi
from pulumi import automation as auto

door, folder, root, *models = sys.argv[1:]


def empty() -> None:
    """Nothing."""


def functions() -> None:
    """Door A: functions in the program's own process."""
    import pulumi_together

    pulumi.export("ids", [pulumi_together.get_endpoint(model).id for model in models])


def resources() -> None:
    """Door B: resources that a dynamic provider reads."""
    import pulumi_together

    pulumi.export("ids", [pulumi_together.Endpoint.get(model, model).endpoint_id for model in models])


def plugin() -> None:
    """Door C: functions of the provider plugin, as an SDK made from its schema asks them."""

    def id_of(model: str) -> pulumi.Output[Any]:
        found = pulumi.runtime.invoke_output("together:index:getEndpoint", {"model": model})
        return found.apply(lambda endpoint: endpoint["id"])

    pulumi.export("ids", [id_of(model) for model in models])


DOORS: dict[str, Callable[[], None]] = {"empty": empty, "A": functions, "B": resources, "C": plugin}
stack = auto.select_stack(
    stack_name="test",
    project_name="lookup",
    program=DOORS[door],
    opts=auto.LocalWorkspaceOptions(
        work_dir=f"{folder}/work",
        pulumi_home=f"{folder}/home",
        pulumi_command=auto.PulumiCommand(root=root or None),
    ),
)
started = time.perf_counter()
preview = stack.preview(color="never")
print(preview.stdout)
print("preview", time.perf_counter() - started)
