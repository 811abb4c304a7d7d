# SPDX-License-Identifier: MIT
"""`Endpoint`, the resource that is only read, under the real engine: what a stack shows and keeps, whom it asks."""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import pulumi
import pytest
from pulumi import automation as auto
from pulumi.dynamic.dynamic import serialize_provider

import pulumi_together
from pulumi_engine import EACH_ENGINE, Stack
from pulumi_programs import (
    AMBIGUOUS_MODEL,
    ID,
    IGNORE_UNRAISABLE,
    MODEL,
    NAME,
    OTHER_ID,
    OTHER_MODEL,
    MakeStack,
    diagnostics,
    engine_error,
    make_stack,
    outputs,
    secret,
    written_files,
)
from pulumi_together import Endpoint, EndpointLookupError
from pulumi_together.reader import EndpointReader
from pulumi_together.selectors import arguments, selector
from sandbox_api import Sandbox

__all__ = ["make_stack"]

pytestmark = IGNORE_UNRAISABLE

REDEPLOYED = {"id": "endpoint-new", "name": "acme/Mistral-Small-24B-Instruct-2501-00000001"}


def program() -> None:
    endpoint = Endpoint.get("mistral", MODEL)
    pulumi.export("id", endpoint.endpoint_id)
    pulumi.export("name", endpoint.name)


def reads(model: pulumi.Input[str] = MODEL, **given: Any) -> Callable[[], None]:
    return lambda: pulumi.export("id", Endpoint.get("mistral", model, **given).endpoint_id)


def redeploy(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [{**row, **REDEPLOYED}]


def refresh(stack: Stack) -> str:
    return stack.stack.refresh(color="never").stdout


def resource(stack: Stack) -> dict[str, Any] | None:
    """The endpoint in the stack's state, without when and where it was written down; None: there is none."""
    resources = (stack.stack.export_stack().deployment or {}).get("resources", [])
    kept = ("id", "inputs", "outputs")
    found = [one for one in resources if one["type"] == "pulumi-python:dynamic/together:Endpoint"]
    return {name: found[0][name] for name in kept} if found else None


def test_preview_and_update_read_the_endpoint_and_a_second_update_changes_nothing(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    stack = make_stack(program)
    preview = stack.preview()
    assert f'"{ID}"' in preview.stdout
    assert f'"{NAME}"' in preview.stdout
    first, before = stack.up(), resource(stack)
    second = stack.up()
    assert outputs(first) == outputs(second) == {"id": ID, "name": NAME}
    assert second.summary.resource_changes == {"same": 1}  # the stack; what is read is not counted
    assert (resource(stack), "=>" in second.stdout) == (before, False)
    assert len(sandbox.requests) == 3
    assert [diagnostics(run.stdout) for run in (preview, first, second)] == [[], [], []]


def test_an_endpoint_deployed_anew_shows_as_old_and_new_and_is_no_replacement(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    stack = make_stack(program)
    stack.up()
    redeploy(sandbox)
    preview = stack.stack.preview(color="never", diff=True).stdout
    of_the_resource = preview.partition("dynamic/together:Endpoint: (read)")[2].partition("\n    --outputs:--")[0]
    assert f'~ endpoint_id: "{ID}" => "endpoint-new"' in of_the_resource
    assert f'~ name       : "{NAME}" => "{REDEPLOYED["name"]}"' in of_the_resource
    up = stack.up()
    assert f'"{ID}" => "endpoint-new"' in up.stdout
    assert outputs(up) == REDEPLOYED
    assert up.summary.resource_changes == {"read": 1, "same": 1}


def test_a_refresh_reads_the_endpoint_into_the_state(make_stack: MakeStack, sandbox: Sandbox) -> None:
    stack = make_stack(program)
    stack.up()
    redeploy(sandbox)
    assert diagnostics(refresh(stack)) == []
    found = resource(stack)
    assert found
    assert (found["id"], found["outputs"]["endpoint_id"]) == (MODEL, "endpoint-new")


def gone(sandbox: Sandbox) -> None:
    sandbox.endpoints = []


def ambiguous(sandbox: Sandbox) -> None:
    row = next(entry.row for entry in sandbox.endpoints if entry.row["model"] == MODEL)
    sandbox.endpoints = [row, {**row, **REDEPLOYED}]


def bad_key(sandbox: Sandbox) -> None:
    sandbox.api_key = "the-only-good-key-now"


def server_down(sandbox: Sandbox) -> None:
    sandbox.replies({"fault": "close", "times": 3})


FAILURES: dict[Callable[[Sandbox], None], str] = {
    gone: f'no endpoint serves model "{MODEL}"',
    ambiguous: f'model "{MODEL}" is served by 2 endpoints: {ID}',
    bad_key: "answered HTTP 401 Unauthorized",
    server_down: "the connection was closed before the answer",
}

ENGINE_S_OWN = (
    "error: preview failed",
    "error: update failed",
    "error: Resource monitor has terminated, shutting down",
    "error: Exception calling application: invalid state",  # the Automation API's, at times, as it ends a program
)


@pytest.mark.parametrize("happens", FAILURES, ids=lambda happens: happens.__name__)
def test_a_failed_reading_is_one_clean_sentence_and_keeps_the_state(
    make_stack: MakeStack, sandbox: Sandbox, happens: Callable[[Sandbox], None]
) -> None:
    stack = make_stack(program, retries="0")
    stack.up()
    before = resource(stack)
    happens(sandbox)
    for run in (stack.preview, stack.up, lambda: refresh(stack)):
        said = diagnostics(engine_error(run))
        about = [line for line in said if line not in ENGINE_S_OWN]
        assert {(line.startswith("error: "), FAILURES[happens] in line) for line in about} == {(True, True)}
        assert "Traceback" not in "".join(said)
        assert resource(stack) == before


@pytest.mark.parametrize("is_up", [True, False], ids=["the API is up", "the API is down"])
def test_to_destroy_is_to_forget_and_asks_nobody(make_stack: MakeStack, sandbox: Sandbox, is_up: bool) -> None:
    stack = make_stack(program)
    stack.up()
    sandbox.requests.clear()
    if not is_up:
        sandbox.close()
    assert diagnostics(stack.stack.destroy(color="never").stdout) == []
    assert (resource(stack), sandbox.requests) == (None, [])


def test_what_is_no_longer_in_the_program_is_forgotten_as_well(make_stack: MakeStack, sandbox: Sandbox) -> None:
    left_out: list[bool] = []
    stack = make_stack(lambda: None if left_out else program())
    stack.up()
    left_out.append(True)
    sandbox.close()
    stack.up()
    assert resource(stack) is None


def test_what_a_preview_does_not_know_is_not_asked_until_the_update(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        made = pulumi.CustomResource("pulumi:index:Stash", "made", {"input": MODEL, "output": None})
        model = made.id.apply(lambda id: MODEL)
        after = pulumi.ResourceOptions(depends_on=made)
        pulumi.export("model", Endpoint.get("model", model).endpoint_id)
        pulumi.export("in_a_list", Endpoint.get("list", MODEL, name=[model.apply(lambda _: NAME)]).endpoint_id)
        pulumi.export("secret", Endpoint.get("secret", pulumi.Output.unsecret(pulumi.Output.secret(model))).endpoint_id)
        pulumi.export("depends_on", Endpoint.get("after", MODEL, opts=after).endpoint_id)

    stack = make_stack(program)
    assert ID not in stack.preview().stdout
    assert sandbox.requests == []
    assert outputs(stack.up()) == dict.fromkeys(("model", "in_a_list", "secret", "depends_on"), ID)
    stack.preview()
    assert len(sandbox.requests) == 8


def a_provider() -> pulumi.ProviderResource:
    return pulumi.ProviderResource("pulumi-python", "account", {})


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "import_": (
        lambda: Endpoint.get("mistral", MODEL, opts=pulumi.ResourceOptions(import_=ID)),
        "error: opts.import_: expected none, since an endpoint is read and never managed",
    ),
    "provider": (
        lambda: Endpoint.get("mistral", MODEL, opts=pulumi.ResourceOptions(provider=a_provider())),
        "error: opts.provider: expected none, since no plugin is asked; choose the account with account",
    ),
    "id": (
        lambda: Endpoint.get("mistral", MODEL, opts=pulumi.ResourceOptions(id=ID)),
        "error: opts.id: expected none, since the arguments say what to read",
    ),
    "made by its class": (
        lambda: Endpoint("mistral"),
        "error: Endpoint(): expected Endpoint.get(), since an endpoint is read and never created",
    ),
    "an option": (
        lambda: Endpoint.get("mistral", MODEL, type=cast(Any, "dedicate")),
        'error: type: expected one of dedicated, serverless, found "dedicate"',
    ),
    "an empty list": (
        lambda: Endpoint.get("mistral", MODEL, state=[]),
        "error: state: expected at least one entry, found an empty list; leave it out to ask for all",
    ),
    "all": (
        lambda: Endpoint.get("mistral", MODEL, on_multiple=cast(Any, "all")),
        'error: on_multiple: expected one of fail, newest, found "all"; get_endpoints has all as well',
    ),
    "account": (
        lambda: Endpoint.get("mistral", MODEL, account=cast(Any, "research")),
        "error: account: expected a pulumi_together.Account, found a value of type str",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_can_not_be_is_refused_with_a_sentence(make_stack: MakeStack, sandbox: Sandbox, case: str) -> None:
    program, sentence = REFUSED[case]
    said = diagnostics(engine_error(make_stack(lambda: program() and None).preview))
    # The second is the engine's own, where a program runs in the process of its caller.
    assert said == [sentence, sentence.replace("error: ", "error: an unhandled error occurred: ")]
    assert sandbox.requests == []


def test_a_secret_is_refused_since_an_id_can_not_hide_it(make_stack: MakeStack, sandbox: Sandbox) -> None:
    stack = make_stack(lambda: reads(pulumi.Output.secret("acme/hidden-model"))())
    for run in (stack.preview, stack.up):
        sentence = "error: Endpoint.get(): expected arguments that are no secrets"
        assert any(line.startswith(sentence) for line in diagnostics(engine_error(run)))
    assert sandbox.requests == []
    assert not any(b"acme/hidden-model" in data for data in written_files(stack))


def test_all_that_was_asked_is_the_id_so_that_a_refresh_asks_the_same(make_stack: MakeStack, sandbox: Sandbox) -> None:
    given = {"type": "dedicated", "state": ["STARTED"], "mine": True, "on_multiple": "newest", "timeout": 20}
    stack = make_stack(reads(AMBIGUOUS_MODEL, **given))
    found = outputs(stack.up())["id"]
    refresh(stack)
    state = resource(stack)
    assert state
    assert json.loads(state["id"]) == {
        "model": AMBIGUOUS_MODEL,
        "type": "dedicated",
        "state": ["STARTED"],
        "mine": True,
        "onMultiple": "newest",
        "timeout": 20,
    }
    assert state["outputs"]["endpoint_id"] == found
    assert [request.query for request in sandbox.requests] == [{"type": "dedicated", "mine": "true"}] * 2


@pytest.mark.parametrize(
    "given",
    [
        {"model": "a/b"},
        {"model": ' {"not": "JSON"}'},
        {"model": "ä/b", "owner": ["acme", "together"], "ignore_case": True, "ca_path": "/ca.pem"},
        {"model": "a/b", "account": pulumi_together.Account("together-research"), "validate_certs": False},
    ],
    ids=str,
)
def test_a_selector_gives_back_what_it_was_made_of(given: dict[str, Any]) -> None:
    given = {**arguments("any"), **given}
    assert arguments(selector(given)) == given


def test_a_selector_of_a_later_version_is_an_error_that_says_so() -> None:
    with pytest.raises(Exception, match="^id: has colour, which this version of pulumi_together does not know"):
        arguments('{"model":"a/b","colour":"red"}')


def test_each_resource_is_read_for_itself_so_that_none_is_older_than_its_reading(
    make_stack: MakeStack, sandbox: Sandbox
) -> None:
    def program() -> None:
        pulumi.export("ids", pulumi.Output.all(*[Endpoint.get(f"e{n}", MODEL).endpoint_id for n in range(20)]))

    assert outputs(make_stack(program).up()) == {"ids": [ID] * 20}
    assert len(sandbox.requests) == 20


def test_what_is_read_after_a_resource_was_made_sees_what_it_made(make_stack: MakeStack, sandbox: Sandbox) -> None:
    """Not the answer to an earlier reading, though the one process of the provider has had it."""

    def program() -> None:
        first = Endpoint.get("first", MODEL)
        made = pulumi.CustomResource("pulumi:index:Stash", "made", {"input": first.endpoint_id, "output": None})
        made.id.apply(lambda id: redeploy(sandbox))
        last = Endpoint.get("last", made.id.apply(lambda id: MODEL))
        pulumi.export("ids", pulumi.Output.all(first.endpoint_id, last.endpoint_id))

    assert outputs(make_stack(program).up()) == {"ids": [ID, "endpoint-new"]}


def test_violations_of_the_contract_are_warned_of_once(make_stack: MakeStack, sandbox: Sandbox) -> None:
    sandbox.endpoints = [*sandbox.endpoints, {"object": "endpoint", "model": "x/without-id"}]

    def program() -> None:
        for n in range(3):
            Endpoint.get(f"e{n}", MODEL)

    [warning] = diagnostics(make_stack(program).up().stdout)
    assert warning.startswith("warning: the API's answer breaks its contract at $.data[29]: expected the properties")


def test_a_plain_key_in_the_configuration_is_warned_of_once(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        for n in range(3):
            Endpoint.get(f"e{n}", MODEL)

    [warning] = diagnostics(make_stack(program, apiKey=sandbox.api_key).preview().stdout)
    assert warning.startswith("warning: together:apiKey is not a secret")


def test_another_key_leaves_the_stack_unchanged(make_stack: MakeStack, sandbox: Sandbox) -> None:
    stack = make_stack(program)
    stack.up()
    before = resource(stack)
    sandbox.api_key = "the-next-key-2b7e151628aed2a6"
    stack.stack.set_config("together:apiKey", secret(sandbox.api_key))
    preview, up = stack.preview(), stack.up()
    assert preview.change_summary == up.summary.resource_changes == {"same": 1}
    assert "=>" not in preview.stdout + up.stdout
    assert resource(stack) == before


def update(stack: Stack) -> None:
    stack.up()


def refresh_by_program(stack: Stack) -> None:
    try:
        stack.stack.refresh(color="never", run_program=True)
    except auto.CommandError as error:
        if "pulumi-language-python" not in str(error):
            raise
        pytest.skip("the Automation API of this SDK refreshes no inline program")


@pytest.mark.parametrize("hand_over", [update, refresh_by_program], ids=lambda way: way.__name__)
def test_a_refresh_alone_has_the_key_of_the_last_run_of_the_program(
    make_stack: MakeStack, sandbox: Sandbox, hand_over: Callable[[Stack], None]
) -> None:
    """As with every provider of Pulumi: it has the configuration that the program's last run left in the state."""
    stack = make_stack(program)
    stack.up()
    sandbox.api_key = "the-next-key-2b7e151628aed2a6"
    stack.stack.set_config("together:apiKey", secret(sandbox.api_key))
    assert "HTTP 401 Unauthorized" in engine_error(lambda: refresh(stack))
    hand_over(stack)
    assert diagnostics(refresh(stack)) == []


def test_two_stacks_at_the_same_time_in_one_process_do_not_mix(make_stack: MakeStack, sandbox: Sandbox) -> None:
    both = threading.Barrier(2, timeout=60)

    def program() -> None:
        both.wait()  # from here on both are under way
        reads(pulumi.Config("together").require("model"))()

    stacks = [make_stack(program, folder=model.replace("/", "-"), model=model) for model in (MODEL, OTHER_MODEL)]
    sandbox.replies({"fault": "stall", "seconds": 0.5, "times": 2})
    with ThreadPoolExecutor() as threads:
        assert [outputs(up) for up in threads.map(Stack.up, stacks)] == [{"id": ID}, {"id": OTHER_ID}]


def test_the_second_generation_of_the_api_is_asked_where_it_is_chosen(make_stack: MakeStack, sandbox: Sandbox) -> None:
    def program() -> None:
        pulumi.export("name", Endpoint.get("mistral", MODEL, api_version="v2").name)

    assert outputs(make_stack(program).up()) == {"name": "acme/mistral-small"}


def test_the_provider_in_the_state_is_a_name_of_a_class_and_nothing_else() -> None:
    reader = EndpointReader()
    config = pulumi.dynamic.Config({"together:apiKey": "a-key-that-is-to-be-seen-nowhere"}, "lookup")
    reader.configure(pulumi.dynamic.ConfigureRequest(config))
    assert serialize_provider(reader) == serialize_provider(EndpointReader())
    pickled = base64.b64decode(serialize_provider(reader))
    assert re.findall(rb"[\w. ]{5,}", pickled) == [b"pulumi_together.reader", b"EndpointReader"]


@pytest.mark.parametrize("place", ["configuration", "environment"])
def test_the_key_is_nowhere(
    make_stack: MakeStack, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Not in what the engine says and writes, in a failure neither, also when the API sends it back."""
    key = sandbox.api_key
    if place == "environment":
        monkeypatch.setenv("TOGETHER_API_KEY", key)
    stack = make_stack(program, **({} if place == "configuration" else {"apiKey": None}))
    seen = [stack.preview().stdout, stack.up().stdout, refresh(stack)]
    echo = {"status": 401, "headers": {"X-Key": key}, "json": {"error": {"type": key, "message": f"bad key {key}"}}}
    sandbox.replies({**echo, "times": 3})
    seen += [engine_error(run) for run in (stack.preview, stack.up, lambda: refresh(stack))]
    seen += [stack.stack.destroy(color="never").stdout]

    assert sandbox.requests[0].headers["authorization"] == f"Bearer {key}"
    assert any("[API key]" in text for text in seen)  # the API did send it back
    assert any(ID.encode() in data for data in written_files(stack))  # the search finds what is there
    assert any(
        data.endswith(b"EndpointReader\x94\x93\x94)R\x94.") for data in written_files(stack)
    )  # and what is encoded
    assert [data for data in (*(text.encode() for text in seen), *written_files(stack)) if key.encode() in data] == []


@EACH_ENGINE
def test_pulumi_logs_a_configured_key_in_its_older_versions(
    make_stack: MakeStack, engine: auto.PulumiCommand, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As docs/pulumi.md says. Without a key in the configuration, no version logs one."""

    def lines(**config: None) -> list[str]:
        folder = "-".join(["stack", *config])
        verbose = make_stack(program, folder=folder, **config).stack.preview(
            color="never", log_verbosity=9, log_to_std_err=True
        )
        assert '"v":9' in verbose.stderr
        return [line for line in verbose.stderr.splitlines() if sandbox.api_key in line]

    logged = lines()
    assert [line for line in logged if "Provider.Configure" not in line and ".Configure()" not in line] == []
    assert bool(logged) == {"3.259.0": True, "3.274.1": False}.get(str(engine.version), bool(logged))
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    assert lines(apiKey=None) == []


def test_the_process_of_the_provider_takes_the_key_from_its_environment(
    make_stack: MakeStack, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = make_stack(program, apiKey=None)
    said = diagnostics(engine_error(stack.preview))
    places = "set together:apiKey or TOGETHER_API_KEY in the environment, or in a Pulumi stack run: pulumi config set"
    assert any(f"together:apiKey: expected an API key, found none; {places}" in line for line in said)
    monkeypatch.setenv("TOGETHER_API_KEY", sandbox.api_key)
    assert outputs(stack.up()) == {"id": ID, "name": NAME}


def test_an_error_has_the_name_that_users_catch() -> None:
    assert f"{EndpointLookupError.__module__}.{EndpointLookupError.__name__}" == "pulumi_together.EndpointLookupError"


def test_in_a_component_it_is_read_as_anywhere(make_stack: MakeStack) -> None:
    def program() -> None:
        service = pulumi.ComponentResource("acme:index:Service", "service")
        endpoint = Endpoint.get("mistral", MODEL, opts=pulumi.ResourceOptions(parent=service))
        pulumi.export("id", endpoint.endpoint_id)

    assert outputs(make_stack(program).up()) == {"id": ID}
