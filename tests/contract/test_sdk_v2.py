# SPDX-License-Identifier: MIT
"""The official SDK 3 and its command line accept the v2 API of the sandbox, and their answers agree with a lookup."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import together

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from contract.sandbox_client import ENDPOINTS, url_path
from sandbox_api import SCENARIOS, Sandbox
from sandbox_api.v2_estate import IDENTITIES, Identity

RESEARCH = "proj_ru4M7gTeo4mqGZyVewbXxM"


@pytest.fixture
def sdk(sandbox: Sandbox) -> Iterator[together.Together]:
    with together.Together(api_key=sandbox.api_key, base_url=sandbox.url, max_retries=0) as client:
        yield client


def validated(objects: Any) -> list[Any]:
    """Objects of the SDK as JSON, validated by their types. The SDK itself does not validate responses."""
    return [type(one).model_validate(one.to_dict(warnings=False)).to_dict(mode="json") for one in objects]


# The SDK


@pytest.mark.parametrize("identity", IDENTITIES)
def test_the_sdk_reads_the_identity(sandbox: Sandbox, sdk: together.Together, identity: Identity) -> None:
    sandbox.v2.identity = identity
    whoami = sdk.whoami()
    assert type(whoami).__name__.lower() == f"whoami{identity.replace('_', '')}"
    (fields,) = validated([whoami])
    assert fields["type"] == identity
    assert fields.get("project", sandbox.v2.project) == sandbox.v2.project
    assert fields.get("organization", sandbox.v2.organization) == sandbox.v2.organization
    assert [request.path for request in sandbox.requests] == ["/v3/whoami"]


def test_the_sdk_lists_the_endpoints_of_all_pages(sandbox: Sandbox, sdk: together.Together) -> None:
    assert validated(sdk.endpoints.list(project_id=sandbox.v2.project["id"], limit=5)) == sandbox.v2.endpoints
    assert {request.path for request in sandbox.requests} == {url_path(sandbox, ENDPOINTS)}
    cursors = [request.query.get("after") for request in sandbox.requests]
    assert (cursors[0], len(cursors), len(set(cursors))) == (None, 4, 4)


def test_the_sdk_lists_the_endpoints_shared_in_the_organization(sandbox: Sandbox, sdk: together.Together) -> None:
    rows = [*sandbox.v2.endpoints, *(row for rows in sandbox.v2.other_endpoints.values() for row in rows)]
    shared = sdk.endpoints.list_org_scoped(sandbox.v2.organization["id"], limit=2)
    assert validated(shared) == [row for row in rows if row["visibility"] == "VISIBILITY_INTERNAL"]


def test_the_sdk_lists_the_catalogue(sandbox: Sandbox, sdk: together.Together) -> None:
    assert validated(sdk.models.list_supported(limit=100)) == sandbox.v2.catalogue
    serverless = validated(sdk.models.list_supported(product="PRODUCT_SERVERLESS", limit=200))
    assert serverless == [row for row in sandbox.v2.catalogue if "PRODUCT_SERVERLESS" in row["products"]]
    found = validated(sdk.models.list_supported(search="qwen/QWEN3-32b"))
    assert [row["name"] for row in found] == ["Qwen/Qwen3-32B-AWQ", "Qwen/Qwen3-32B"]


def test_the_sdk_lists_projects_and_models(sandbox: Sandbox, sdk: together.Together) -> None:
    assert validated(sdk.projects.list(limit=2)) == sandbox.v2.projects
    shared = [sandbox.v2.other_models[RESEARCH][0]]
    assert validated(sdk.models.list(project_id=sandbox.v2.project["id"], limit=5)) == [*sandbox.v2.models, *shared]


def test_the_sdk_orders_endpoints_and_reads_models(sandbox: Sandbox, sdk: together.Together) -> None:
    project = sandbox.v2.project["id"]
    newest = validated(sdk.endpoints.list(project_id=project, order_by="created_at desc", limit=5))
    assert newest == sorted(sandbox.v2.endpoints, key=lambda row: str(row["createdAt"]), reverse=True)
    own = sandbox.v2.models[0]
    assert validated([sdk.models.retrieve(id=own["id"], project_id=project)]) == [own]
    resource, public = next(iter(sandbox.v2.public_models.items()))
    _, public_project, _, model = resource.split("/")
    assert validated([sdk.models.retrieve(id=model, project_id=public_project)]) == [public]


def test_the_sdk_raises_the_error_of_the_status(sandbox: Sandbox, sdk: together.Together) -> None:
    project = sandbox.v2.project["id"]
    with pytest.raises(together.PermissionDeniedError):
        sdk.endpoints.list(project_id=RESEARCH)
    with pytest.raises(together.NotFoundError):
        sdk.endpoints.list(project_id="proj_unknown")
    with pytest.raises(together.NotFoundError):
        sdk.models.retrieve(id="ml_unknown", project_id=project)
    with pytest.raises(together.BadRequestError):
        sdk.endpoints.list(project_id=project, limit=501)
    sandbox.api_key = "another"
    with pytest.raises(together.AuthenticationError):
        sdk.whoami()


def test_the_types_of_the_sdk_refuse_a_broken_row(sandbox: Sandbox, sdk: together.Together) -> None:
    sandbox.v2.endpoints[0]["createdAt"] = "yesterday"
    with pytest.raises(ValueError, match="createdAt"):
        validated(sdk.endpoints.list(project_id=sandbox.v2.project["id"]))


# The command line of the SDK


def tg(sandbox: Sandbox, home: Path, *arguments: str) -> Any:
    """The JSON output of a command of the SDK."""
    environment = {
        **os.environ,
        "HOME": str(home),
        "TOGETHER_API_KEY": sandbox.api_key,
        "TOGETHER_BASE_URL": sandbox.url,
        "NO_PROXY": "127.0.0.1",
        # Otherwise it reports its use, looks for a newer version and installs completion in the user's shell.
        "TOGETHER_TELEMETRY_DISABLED": "1",
        "TOGETHER_DISABLE_VERSION_CHECK": "1",
        "CI": "1",
    }
    command = [str(Path(sys.executable).with_name("tg")), *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def test_the_command_line_lists_endpoints(sandbox: Sandbox, tmp_path: Path) -> None:
    assert tg(sandbox, tmp_path, "endpoints", "ls")["data"] == sandbox.v2.endpoints
    shared = tg(sandbox, tmp_path, "endpoints", "ls", "--org")["data"]
    assert [row["name"] for row in shared][-3:] == [
        "acme-research/mixtral-eval",
        "acme-research/deepseek-r1",
        "acme-research/intents",
    ]


def test_the_command_line_lists_the_catalogue_page_by_page(sandbox: Sandbox, tmp_path: Path) -> None:
    first = tg(sandbox, tmp_path, "models", "public", "--limit", "200")
    second = tg(sandbox, tmp_path, "models", "public", "--limit", "200", "--after", first["next_cursor"])
    assert first["data"] + second["data"] == sandbox.v2.catalogue
    assert not second.get("next_cursor")


# Agreement: for each model, the endpoints that the command line shows and those that a lookup finds


class Shown(NamedTuple):
    """What the command line shows of a deployment."""

    endpoint: dict[str, Any]
    deployment: dict[str, Any]

    def may_get_traffic(self) -> bool:
        """Whether the deployment is routed, or would be if its endpoint were."""
        deployments = [one for one in self.endpoint["deployments"] if one["trafficMode"] == "TRAFFIC_MODE_LIVE"]
        weights = {entry["deploymentId"]: entry["weight"] for entry in self.endpoint["trafficSplit"]}
        routed = [one for one in deployments if weights.get(one["id"], 0) > 0]
        return self.deployment in (routed or deployments)


def shown_deployments(sandbox: Sandbox, home: Path) -> dict[str, list[Shown]]:
    """Model name -> the deployments that the command line shows, for every model with a name."""
    catalogue = tg(sandbox, home, "models", "public", "--limit", "500")["data"]
    models = tg(sandbox, home, "models", "ls", "--limit", "500")["data"]
    endpoints = tg(sandbox, home, "endpoints", "ls", "--limit", "500")["data"]
    shared = tg(sandbox, home, "endpoints", "ls", "--org", "--limit", "500")["data"]
    names: dict[str, set[str]] = {model["id"]: {model["name"]} for model in models}
    for entry in catalogue:
        names.setdefault(entry["baseModelId"], set()).add(entry["name"])
        for profile in entry["deploymentProfiles"]:
            if profile["model"]:
                model_id = profile["model"].split("/")[3]
                names.setdefault(model_id, set()).update({entry["name"], profile["modelName"] or entry["name"]})
    names.pop("", None)
    shown: dict[str, list[Shown]] = {name: [] for several in names.values() for name in several}
    for endpoint in {row["id"]: row for row in [*endpoints, *shared]}.values():
        for deployment in endpoint["deployments"]:
            for name in names.get(deployment["modelId"], ()):
                shown[name].append(Shown(endpoint, deployment))
    return shown


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_lookup_finds_the_endpoints_that_the_command_line_shows(
    sandbox: Sandbox, tmp_path: Path, scenario: str
) -> None:
    sandbox.endpoints, sandbox.v2 = SCENARIOS[scenario]()
    shown = shown_deployments(sandbox, tmp_path)
    assert sum(map(bool, shown.values())) > 0
    for api_version in ("v2", "auto"):
        settings = core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version=api_version)
        query = core.Query(models=list(shown), type="dedicated", on_multiple="all", on_missing="ignore")
        answer = core.lookup(settings, query)
        for model, deployments in shown.items():
            found = {row["id"] for row in answer.matches[model] if row["api_version"] == "v2"}
            assert found == {one.endpoint["id"] for one in deployments if one.may_get_traffic()}, (api_version, model)


def test_a_lookup_finds_the_serverless_endpoints_of_the_catalogue(sandbox: Sandbox, tmp_path: Path) -> None:
    catalogue = tg(sandbox, tmp_path, "models", "public", "--product", "serverless", "--limit", "500")["data"]
    expected = {row["name"]: [row["serverlessEndpoint"]] for row in catalogue}
    assert len(expected) == sum("serverlessEndpoint" in row for row in sandbox.v2.catalogue)
    for api_version in ("v2", "auto"):
        settings = core.Settings(api_key=sandbox.api_key, base_url=sandbox.url, api_version=api_version)
        answer = core.lookup(settings, core.Query(models=list(expected), type="serverless"))
        assert {model: [row["name"] for row in rows] for model, rows in answer.matches.items()} == expected
