# SPDX-License-Identifier: MIT
"""A preview of a program that asks by every door: `python three_doors.py FOLDER [ROOT]`, in any environment's Python.

FOLDER: with the folders work and home. ROOT: the folder whose bin/pulumi is the CLI; without it, the one on PATH.
"""

from __future__ import annotations

import importlib.util
import sys

import pulumi
from pulumi import automation as auto

import pulumi_together

MODEL = "mistralai/Mistral-Small-24B-Instruct-2501"


def program() -> None:
    """Exports the id of the endpoint once for each door."""
    pulumi.export("function", pulumi_together.get_endpoint(MODEL).id)
    pulumi.export("resource", pulumi_together.Endpoint.get("resource", MODEL).endpoint_id)
    pulumi.export("plugin", pulumi.runtime.invoke("together:index:getEndpoint", {"model": MODEL}).value["id"])
    if importlib.util.find_spec("pulumi_together_sdk"):  # what `pulumi package add together` makes
        together = importlib.import_module("pulumi_together_sdk")
        pulumi.export("sdk", together.get_endpoint(model=MODEL).id)


def main(folder: str, root: str | None = None) -> None:
    """Print what the engine says of it."""
    options = auto.LocalWorkspaceOptions(
        work_dir=f"{folder}/work", pulumi_home=f"{folder}/home", pulumi_command=auto.PulumiCommand(root=root)
    )
    stack = auto.create_or_select_stack("test", "lookup", program, opts=options)
    print(stack.preview(color="never").stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
