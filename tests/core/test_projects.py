# SPDX-License-Identifier: MIT
"""Which projects of v2 a lookup searches: the key's own, a named one, or all that an organization's key can access."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from core.generations import look_up, look_up_error, names
from sandbox_api import Sandbox

V2 = {"api_version": "v2"}
MISTRAL = "mistralai/Mistral-Small-24B-Instruct-2501"


def project(sandbox: Sandbox) -> str:
    return str(sandbox.v2.project["id"])


@pytest.mark.parametrize("identity", ["project_api_key", "user_org_project_jwt"])
def test_a_key_of_a_project_searches_that_project(sandbox: Sandbox, identity: Any) -> None:
    sandbox.v2.identity = identity
    assert "acme/mistral-small" in names(look_up(sandbox, V2, mine=True))
    assert "/v1/projects" not in sandbox.request_counts()


def test_without_the_newer_identity_the_older_one_is_requested(sandbox: Sandbox) -> None:
    sandbox.outages = ["v3-whoami-absent"]
    assert "acme/mistral-small" in names(look_up(sandbox, V2, mine=True))
    assert sandbox.request_counts()["/v1/whoami"] == 1


@pytest.mark.parametrize("identity", ["org_api_key", "user_jwt", "user_org_jwt"])
def test_a_key_without_a_project_searches_every_project_that_it_can_access(sandbox: Sandbox, identity: Any) -> None:
    sandbox.v2.identity = identity
    answer = look_up(sandbox, V2, mine=True)
    assert {endpoint["owner"] for endpoint in answer.endpoints} == {"acme", "acme-research", "acme-staging"}
    counts = sandbox.request_counts()
    assert [counts[f"/v2/projects/{each['id']}/endpoints"] for each in sandbox.v2.projects] == [1, 1, 1]


def test_too_many_projects_are_an_error_that_asks_for_one(sandbox: Sandbox) -> None:
    sandbox.v2.identity = "org_api_key"
    template = sandbox.v2.projects[0]
    sandbox.v2.projects = [{**template, "id": f"proj_{number}", "slug": f"slug-{number}"} for number in range(51)]
    error = look_up_error(sandbox, V2)
    assert (error.error_type, error.option) == ("invalid_option", "project_id")
    assert "51 projects" in str(error)
    assert "at most 50" in str(error)


def test_a_key_that_can_access_no_project_is_an_error(sandbox: Sandbox) -> None:
    sandbox.v2.identity = "org_api_key"
    sandbox.v2.projects = []
    assert look_up_error(sandbox, V2).option == "project_id"


@pytest.mark.parametrize("by", ["id", "slug"])
def test_a_project_is_named_by_its_id_or_its_slug(sandbox: Sandbox, by: str) -> None:
    settings = {**V2, "project_id": f" {sandbox.v2.project[by]}\n"}
    assert "acme/mistral-small" in names(look_up(sandbox, settings, mine=True))


def test_an_unknown_project_is_an_error_that_lists_the_accessible_ones(sandbox: Sandbox) -> None:
    error = look_up_error(sandbox, {**V2, "project_id": "nonsense"})
    assert (error.error_type, error.option) == ("invalid_option", "project_id")
    assert '"nonsense"' in str(error)
    assert f"{project(sandbox)} (acme)" in str(error)


@pytest.mark.parametrize("status", [403, 404])
def test_a_key_that_may_not_list_projects_can_still_name_its_own(sandbox: Sandbox, status: int) -> None:
    for name in (project(sandbox), "acme"):
        sandbox.replies({"status": status, "path": "/v1/projects"})
        assert "acme/mistral-small" in names(look_up(sandbox, {**V2, "project_id": name}, mine=True))


def test_a_project_that_cannot_be_listed_and_is_not_the_keys_own_names_the_option(sandbox: Sandbox) -> None:
    sandbox.replies({"status": 403, "path": "/v1/projects"})
    error = look_up_error(sandbox, {**V2, "project_id": "proj_typo"})
    assert "Check project_id" in str(error)
    assert "proj_typo" in str(error)


def test_a_project_as_an_option_of_v1_is_refused(sandbox: Sandbox) -> None:
    error = look_up_error(sandbox, {"api_version": "v1", "project_id": "acme"})
    assert (error.error_type, error.option) == ("invalid_option", "project_id")
    assert sandbox.requests == []


def test_a_project_in_the_environment_is_ignored_by_v1(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOGETHER_PROJECT_ID", "acme")
    assert look_up(sandbox, {"api_version": "v1"}).api_versions == ["v1"]


def test_a_project_of_a_configuration_is_ignored_by_v1(sandbox: Sandbox) -> None:
    connection = {"api_key": sandbox.api_key, "base_url": sandbox.url, "api_version": "v1", "project_id": "acme"}
    answer = core.lookup(*core.prepare(connection, {}, configured=["project_id"]))
    assert answer.api_versions == ["v1"]


@pytest.mark.parametrize("value", ["", " "])
def test_an_empty_project_is_an_error_because_it_would_widen_the_search(sandbox: Sandbox, value: str) -> None:
    expected = f'project_id: expected the ID or the slug of a project, found "{value}". Leave project_id out'
    assert str(look_up_error(sandbox, {**V2, "project_id": value})).startswith(expected)
    assert sandbox.requests == []


@pytest.mark.parametrize("value", ["..", ".", "a b", "a/b", "\udcff", "a\nb", "ä"])
def test_a_value_that_cannot_be_a_project_is_refused_before_any_request(sandbox: Sandbox, value: str) -> None:
    assert look_up_error(sandbox, {**V2, "project_id": value}).error_type == "invalid_option"
    assert sandbox.requests == []


@pytest.mark.parametrize("value", ["..", "a/b", "a?b", "a#b", "a%2e", "", None, 7, ["x"]], ids=repr)
@pytest.mark.parametrize("field", ["id", "organization_id"])
def test_an_id_from_the_api_never_changes_a_path(sandbox: Sandbox, field: str, value: Any) -> None:
    sandbox.v2.identity = "org_api_key"
    sandbox.v2.projects = [{**sandbox.v2.projects[0], field: value}]
    try:
        look_up(sandbox, {**V2, "validation": "warn"})
    except core.TogetherError as error:
        assert error.error_type in ("envelope", "invalid_option")  # noqa: PT017 - an answer is fine as well
    allowed = (
        "/v3/whoami",
        "/v1/whoami",
        "/v1/projects",
        "/v2/supported-models",
        "/v2/projects/",
        "/v2/organizations/",
    )
    assert all(
        request.target.startswith((*allowed, "/v2/organizations/")) and ".." not in request.target
        for request in sandbox.requests
    )


def test_an_identity_without_a_readable_project_searches_the_accessible_ones(sandbox: Sandbox) -> None:
    sandbox.v2.identity = "org_api_key"
    identity = {"organization_id": "o", "project_id": 7}
    sandbox.replies({"status": 200, "json": identity, "path": "*/whoami", "times": 9})
    assert "acme/mistral-small" in names(look_up(sandbox, {**V2, "validation": "warn"}))


@pytest.mark.parametrize("identity", [None, [], "text", {}, {"type": "org_api_key"}], ids=str)
def test_an_identity_without_project_organization_and_user_is_an_error(sandbox: Sandbox, identity: Any) -> None:
    sandbox.replies({"status": 200, "json": identity, "path": "*/whoami", "times": 9})
    error = look_up_error(sandbox, {**V2, "validation": "warn"})
    assert error.error_type == "envelope"
    assert "/v3/whoami returned HTTP 200 with " in str(error)


@pytest.mark.parametrize(
    ("older", "path"), [(False, "/v3/whoami"), (True, "/v1/whoami")], ids=["newer identity", "older identity"]
)
def test_an_invalid_project_id_is_reported_at_the_path_that_returned_it(
    sandbox: Sandbox, older: bool, path: str
) -> None:
    sandbox.outages = ["v3-whoami-absent"] if older else []
    sandbox.replies({"status": 200, "json": {"project_id": "..", "project": {"id": ".."}}, "path": path, "times": 9})
    error = look_up_error(sandbox, {**V2, "validation": "warn"})
    assert f'{path} returned an invalid ID of a project, ".."' in str(error)


@pytest.mark.parametrize("outage", ["organization-absent", "organization-forbidden"])
def test_an_organization_that_lists_nothing_has_no_shared_endpoints(sandbox: Sandbox, outage: str) -> None:
    sandbox.outages = [outage]
    owners = {endpoint["owner"] for endpoint in look_up(sandbox, V2, type="dedicated").endpoints}
    assert owners == {"acme"}


def test_settings_come_from_the_environment(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOGETHER_API_VERSION", "v2")
    monkeypatch.setenv("TOGETHER_PROJECT_ID", "acme")
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    monkeypatch.setenv("TOGETHER_BASE_URL", f"{sandbox.url}/v2/")
    answer = core.lookup(core.Settings(), core.Query(models=[MISTRAL], type="dedicated"))
    assert answer.names == {MISTRAL: "acme/mistral-small"}


def test_a_project_without_an_organization_takes_that_of_the_identity(sandbox: Sandbox) -> None:
    sandbox.v2.identity = "org_api_key"
    expected = names(look_up(sandbox, V2, type="dedicated"))
    sandbox.v2.projects = [{**entry, "organization_id": None} for entry in sandbox.v2.projects]
    lax = {**V2, "validation": "warn"}
    assert names(look_up(sandbox, lax, type="dedicated")) == expected
    sandbox.v2.identity = "project_api_key"
    shared = {"type": "dedicated", "mine": False}
    assert names(look_up(sandbox, {**lax, "project_id": "acme"}, **shared)) == names(look_up(sandbox, V2, **shared))


def test_an_unknown_organization_is_an_error_unless_only_own_endpoints_are_requested(sandbox: Sandbox) -> None:
    identity = {"type": "project_api_key", "project": {"id": sandbox.v2.project["id"], "slug": "acme", "name": "a"}}
    sandbox.replies({"status": 200, "json": identity, "path": "*/whoami", "times": 9})
    assert "no organization of project acme" in str(look_up_error(sandbox, {**V2, "validation": "warn"}))
    assert "acme/mistral-small" in names(look_up(sandbox, {**V2, "validation": "warn"}, mine=True))


@pytest.mark.parametrize("entry", [None, "text", {}, {"slug": "acme"}], ids=str)
def test_an_entry_of_the_projects_that_cannot_be_searched_is_an_error(sandbox: Sandbox, entry: Any) -> None:
    sandbox.v2.identity = "org_api_key"
    sandbox.v2.projects = [*sandbox.v2.projects, entry]
    error = look_up_error(sandbox, {**V2, "validation": "warn"})
    assert "/v1/projects returned an invalid ID of a project" in str(error)


@pytest.mark.parametrize("project", [None, {}, "acme"], ids=str)
def test_the_key_of_a_project_without_its_project_is_an_error(sandbox: Sandbox, project: Any) -> None:
    identity = {"type": "project_api_key", "organization": {"id": "org_1"}, "project": project}
    sandbox.replies({"status": 200, "json": identity, "path": "*/whoami", "times": 9})
    assert "no project of the API key of a project" in str(look_up_error(sandbox, {**V2, "validation": "warn"}))


def test_a_project_that_is_listed_twice_is_one(sandbox: Sandbox) -> None:
    sandbox.v2.projects = [*sandbox.v2.projects, sandbox.v2.projects[0]]
    assert "acme/mistral-small" in names(look_up(sandbox, {**V2, "project_id": "acme"}, mine=True))


def test_projects_that_share_a_slug_are_listed_with_their_ids(sandbox: Sandbox) -> None:
    sandbox.v2.projects = [*sandbox.v2.projects, {**sandbox.v2.projects[0], "id": "proj_twin"}]
    error = look_up_error(sandbox, {**V2, "project_id": "acme"})
    assert f'2 projects have the slug "acme": "{sandbox.v2.project["id"]}" and "proj_twin"' in str(error)


@pytest.mark.parametrize("by", ["id", "slug"])
def test_the_project_of_the_key_is_found_although_the_list_lacks_it(sandbox: Sandbox, by: str) -> None:
    sandbox.v2.projects = sandbox.v2.projects[1:]
    assert "acme/mistral-small" in names(look_up(sandbox, {**V2, "project_id": sandbox.v2.project[by]}, mine=True))
