# SPDX-License-Identifier: MIT
"""A provider plugin with one resource, `deployment:index:Deployment`, whose output `model` is unknown in a preview."""

from __future__ import annotations

import json
import os
import sys
import threading
import time

from pulumi.provider.experimental import provider as protocol
from pulumi.provider.experimental.server import main

VERSION = "1.0.0"
TEXT = {"type": "string"}
SCHEMA = {
    "name": "deployment",
    "version": VERSION,
    "resources": {
        "deployment:index:Deployment": {
            "inputProperties": {"deploys": TEXT},
            "properties": {"deploys": TEXT, "model": TEXT},
            "required": ["model"],
        },
    },
}


class DeploymentProvider(protocol.Provider):
    """Deploys nothing."""

    async def get_schema(self, request: protocol.GetSchemaRequest) -> protocol.GetSchemaResponse:
        return protocol.GetSchemaResponse(json.dumps(SCHEMA))

    async def check_config(self, request: protocol.CheckRequest) -> protocol.CheckResponse:
        return protocol.CheckResponse(request.new_inputs)

    async def configure(self, request: protocol.ConfigureRequest) -> protocol.ConfigureResponse:
        return protocol.ConfigureResponse()

    async def check(self, request: protocol.CheckRequest) -> protocol.CheckResponse:
        return protocol.CheckResponse(request.new_inputs)

    async def create(self, request: protocol.CreateRequest) -> protocol.CreateResponse:
        return protocol.CreateResponse("deployment-1", {**request.properties, "model": request.properties["deploys"]})

    async def diff(self, request: protocol.DiffRequest) -> protocol.DiffResponse:
        return protocol.DiffResponse(changes=False)

    async def delete(self, request: protocol.DeleteRequest) -> None:
        """Nothing is to be deleted."""


def exit_with_parent(parent: int) -> None:
    """Exit when the parent has ended: a killed engine cannot stop its plugins."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


threading.Thread(target=exit_with_parent, args=(os.getppid(),), daemon=True).start()
main(sys.argv[1:], VERSION, DeploymentProvider())
