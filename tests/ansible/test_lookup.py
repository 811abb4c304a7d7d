# SPDX-License-Identifier: MIT
"""The lookup through real `ansible-playbook`, against the sandbox."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.together.ai.plugins.lookup import endpoint_id
from ansible_tasks import debug, endpoints_info
from playbook_runner import ROOT, Runner
from sandbox_api import Sandbox, to_v2
from vectors.test_vectors import as_v2

VECTORS = yaml.safe_load((ROOT / "tests" / "vectors" / "lookups.yaml").read_text(encoding="utf-8"))
MISTRAL, MISTRAL_ID = "mistralai/Mistral-Small-24B-Instruct-2501", "endpoint-77caf163-c596-49d1-a25f-f209156f4972"
GEMMA, GEMMA_ID = "google/gemma-3-27b-it", "endpoint-5a8d500e-987e-444e-8837-ebad7851b120"
GENERATION_FIELDS = ("api_version", "inference_url")  # the vectors do not have them
LIBRARIES = {"requests": "2.28", "jsonschema": "4.17"}

# The parts of an answer that the vectors state, from the endpoints of each model.
ANSWER_PARTS: dict[str, Any] = {
    "whole": lambda matches: matches,
    "matches": lambda matches: {model: [row["id"] for row in rows] for model, rows in matches.items()},
    "ids": lambda matches: {model: rows[0]["id"] for model, rows in matches.items() if len(rows) == 1},
    "names": lambda matches: {model: rows[0]["name"] for model, rows in matches.items() if len(rows) == 1},
    "endpoints": lambda matches: sorted({row["id"] for rows in matches.values() for row in rows}),
    "count": lambda matches: len({row["id"] for rows in matches.values() for row in rows}),
    **{
        field: lambda matches, field=field: [row[field] for rows in matches.values() for row in rows]
        for field in ("ready", "extra", "created_at")
    },
}
EXPECTED_PARTS: dict[str, Any] = {"whole": lambda answer: answer["matches"], "endpoints": sorted}


@pytest.mark.parametrize(
    "api_version", ["v1", *(pytest.param(each, marks=pytest.mark.slow) for each in ("v2", "auto"))]
)
def test_every_vector_with_models_gives_the_same_answer_through_the_lookup(
    api_version: str, home: Path, tmp_path: Path
) -> None:
    any_model = {"models": ["mistralai/Mistral-Small-24B"]}  # for errors that do not depend on the model
    cases = [
        {**case, "question": {**({} if "answer" in case else any_model), **case["question"]}}
        for case in VECTORS["cases"]
        if "models" in case["question"] or "wait" not in case["question"]  # a lookup always has models to wait for
    ]
    cases = [case for case in cases if "models" in case["question"]]
    if api_version == "v2":
        cases = [as_v2(case) for case in cases if "v1_only" not in case]
    if api_version == "auto":
        cases = [case for case in cases if "v1_only" not in case and "not_in_auto" not in case]
    assert len(cases) > 80
    tasks = []
    with ExitStack() as stack:
        servers = [stack.enter_context(Sandbox()) for _ in cases]
        for case, server in zip(cases, servers, strict=True):
            server.endpoints = VECTORS["estates"][case.get("estate", "team")]
            server.v2 = to_v2(VECTORS["estates"][case.get("estate", "team")] if api_version == "v2" else [])
            path = "/v2/projects/*" if api_version == "v2" else "/v1/endpoints"
            server.replies(*({"path": path, **reply} for reply in case.get("replies", ())))
            key = case.get("api_key", server.api_key)
            options = {"api_key": key, "base_url": server.url, "api_version": api_version, **case["question"]}
            variables = {"models": options.pop("models"), "options": {**options, "attribute": "row"}}
            tasks.append(debug(case["name"], "query('together.ai.endpoint_id', models, **options)", variables))
        # The process of each task starts as a copy of one that has the libraries loaded. This halves the time.
        (tmp_path / "sitecustomize.py").write_text("import jsonschema, requests\n")
        run = Runner(home, {"PYTHONPATH": str(tmp_path)}).tasks(yaml.safe_dump(tasks))
    for case, server in zip(cases, servers, strict=True):
        result = run[case["name"]]["msg"]
        if api_version == "v1":
            assert len(server.requests) == case.get("requests", len(server.requests)), case["name"]
        assert isinstance(result, str if "error" in case else list), (case["name"], result)
        if "answer" in case:
            assert_answer(case, list(result), api_version)
        else:
            assert all(piece in result for piece in case["error"].get("says", ())), (case["name"], result)
            assert not any(piece in result for piece in case["error"].get("never", ())), case["name"]
            assert "\n" not in result, case["name"]


def assert_answer(case: dict[str, Any], elements: list[Any], api_version: str) -> None:
    lists = [element if isinstance(element, list) else [element] if element else [] for element in elements]
    endpoints = [[without_generation(row, api_version) for row in rows] for rows in lists]
    matches = dict(zip(case["question"]["models"], endpoints, strict=True))
    expected = {name: EXPECTED_PARTS.get(name, lambda same: same)(part) for name, part in case["answer"].items()}
    expected.pop("violations", None)
    assert expected, case["name"]
    assert {name: ANSWER_PARTS[name](matches) for name in expected} == expected, case["name"]


def without_generation(row: dict[str, Any], api_version: str) -> dict[str, Any]:
    """The endpoint without what differs between the generations."""
    common = {field: value for field, value in row.items() if field not in GENERATION_FIELDS}
    return {**common, "extra": {}} if api_version == "v2" else common


# Values


def test_the_lookup_returns_one_element_for_each_model_however_the_models_are_nested(
    ansible: Runner, sandbox: Sandbox
) -> None:
    expressions = {
        "one": f"query('together.ai.endpoint_id', '{MISTRAL}')",
        "nested": f"query('together.ai.endpoint_id', [['{GEMMA}'], []], ['{MISTRAL}', ['{GEMMA}']])",
        "generator": f"query('together.ai.endpoint_id', ['{MISTRAL}', '{GEMMA}'] | map('upper'), ignore_case=true)",
        "single element": f"lookup('together.ai.endpoint_id', '{MISTRAL}')",
        "joined": f"lookup('together.ai.endpoint_id', '{MISTRAL}', '{GEMMA}')",
        "wantlist": f"lookup('together.ai.endpoint_id', '{MISTRAL}', wantlist=true)",
        "missing": f"query('together.ai.endpoint_id', 'acme/none', '{MISTRAL}', on_missing='ignore')",
        "default": "lookup('together.ai.endpoint_id', 'acme/none', on_missing='ignore') | default('none', true)",
        "all": f"query('together.ai.endpoint_id', '{MISTRAL}', 'Qwen/Qwen3-32B', 'acme/none', **every_state)",
        "text": f"query('together.ai.endpoint_id', '{GEMMA}', state='STARTED,STOPPING', mine='yes', retries='1')",
    }
    variables = {"every_state": {"on_multiple": "all", "on_missing": "ignore", "attribute": "state"}}
    loop = {"name": "with", "ansible.builtin.debug": {"msg": "{{ item }}"}, "with_together.ai.endpoint_id": [MISTRAL]}
    run = ansible.tasks(yaml.safe_dump([debug("each", expressions, variables), loop]))
    assert run.status == 0, run.output
    assert run["each"]["msg"] == {
        "one": [MISTRAL_ID],
        "nested": [GEMMA_ID, MISTRAL_ID, GEMMA_ID],
        "generator": [MISTRAL_ID, GEMMA_ID],
        "single element": MISTRAL_ID,
        "joined": f"{MISTRAL_ID},{GEMMA_ID}",
        "wantlist": [MISTRAL_ID],
        "missing": [None, MISTRAL_ID],
        "default": "none",
        "all": [["STARTED"], ["STARTED", "STOPPED", "STARTED"], []],
        "text": [GEMMA_ID],
    }
    assert [result["item"] for result in run["with"]["results"]] == [MISTRAL_ID]
    assert len(sandbox.requests) == len(expressions) + 1


def test_every_attribute_is_the_field_of_the_record(ansible: Runner, sandbox: Sandbox) -> None:
    fields = {**sandbox.endpoints[10].row, "hardware": "1x_nvidia_h100"}
    sandbox.endpoints = [fields]
    lookup = "query('together.ai.endpoint_id', '{}', attribute='{}')"
    expressions = {name: lookup.format(fields["model"], name) for name in endpoint_id.ATTRIBUTE.choices}
    run = ansible.tasks(yaml.safe_dump([debug("each", expressions)]))
    record = {
        **{field: value for field, value in fields.items() if field != "hardware"},
        "api_version": "v1",
        "inference_url": f"{sandbox.url}/v1",
        "ready": True,
        "running": True,
        "extra": {"hardware": "1x_nvidia_h100"},
    }
    assert run["each"]["msg"] == {name: [value] for name, value in {**record, "row": record}.items()}


def test_text_from_the_api_is_never_rendered_as_a_template(ansible: Runner, sandbox: Sandbox) -> None:
    template = "acme/{{ 6 * 7 }}"
    row = {
        **sandbox.endpoints[10].row,
        "name": template,
        "owner": "{% if true %}x{% endif %}",
        "{{ 1 }}": "{{ 1 + 1 }}",
    }
    sandbox.endpoints = [row]
    run = ansible.tasks(
        f"""
        - name: store
          ansible.builtin.set_fact:
            stored: "{{{{ lookup('together.ai.endpoint_id', '{row["model"]}', attribute='row') }}}}"
        - name: show
          ansible.builtin.debug:
            msg: "{{{{ stored.name }}}} of {{{{ stored.owner }}}} with {{{{ stored.extra }}}}"
        - name: name
          ansible.builtin.debug:
            msg: "{{{{ name }}}}"
          vars:
            name: "{{{{ lookup('together.ai.endpoint_id', '{row["model"]}', attribute='name') }}}}"
        """
    )
    assert run["show"]["msg"] == template + " of {% if true %}x{% endif %} with {'{{ 1 }}': '{{ 1 + 1 }}'}"
    assert run["name"]["msg"] == template


def test_a_wait_shows_each_change_of_state_at_verbosity_1(ansible: Runner, sandbox: Sandbox) -> None:
    row = sandbox.endpoints[10].row
    states = ("STARTING", "STARTED")
    sandbox.replies(*({"json": {"object": "list", "data": [{**row, "state": state}]}} for state in states))
    task = debug("wait", f"lookup('together.ai.endpoint_id', '{row['model']}', wait=60)")
    run = ansible.tasks(yaml.safe_dump([task]), "-v")
    assert run["wait"]["msg"] == row["id"]
    assert f'waiting for "{row["model"]}": {row["name"]} is STARTING' in " ".join(run.output.split())


@pytest.mark.parametrize(("verbosity", "traced"), [("-vv", 0), ("-vvv", 2)])
def test_the_requests_of_module_and_lookup_are_traced_at_verbosity_3(
    verbosity: str, traced: int, ansible: Runner, sandbox: Sandbox
) -> None:
    model = sandbox.endpoints[10].row["model"]
    lookup = debug("lookup", f"lookup('together.ai.endpoint_id', '{model}')")
    run = ansible.tasks(yaml.safe_dump([lookup, endpoints_info("module", {"models": model})]), verbosity)
    sentence = rf"GET {sandbox.url}/v1/endpoints: HTTP 200, \d+ bytes, \d+\.\d{{3}} s, attempt 1 of 4\."
    assert len(re.findall(sentence, run.output)) == traced
    assert len(run["module"].get("trace", [])) == traced // 2
    assert sandbox.api_key not in run.output


# Errors and warnings


def test_an_invalid_call_is_an_error_before_any_request(ansible: Runner, sandbox: Sandbox) -> None:
    no_models = (
        "models: expected at least one, found an empty list. Pass the models first, without a name, as in "
        "lookup('together.ai.endpoint_id', model). To list all endpoints, use the module together.ai.endpoints_info."
    )
    unknown = "Pass the models first, without a name, and then options. The options are attribute, type, usage_type, "
    expected = {
        "*[]": no_models,
        "[], [[]]": no_models,
        "omit": no_models,
        "attribute='name'": no_models,
        "'m', 5": "models[1]: expected a string that is not empty, found 5",
        "'m', {'a': 1}": "models[1]: expected a string",
        "'m', none": "models[1]: expected a string that is not empty, found null",
        "'m', attribute='ids'": "attribute: expected one of object, id, name, model, ",
        "'m', stat='STARTED'": f"stat: this option does not exist (similar: state). {unknown}",
        "models='n'": f"models: this option does not exist. {unknown}",
        "'m', validate_certs='flase'": 'validate_certs: expected true or false, found "flase"',
        "'m', retries=1.5": "retries: expected a whole number from 0 to 20, found 1.5",
        "'m', state=[]": "state: expected at least one entry",
        "'m', on_multiple='first'": 'on_multiple: expected one of fail, newest, all, found "first"',
        "'m', api_key=['tgp_v1_4f1d7c0b', 'x']": "api_key: expected an API key, found a value with white space",
        "'m', nowhere": "'nowhere' is undefined",
        "'m', ['n', nowhere]": "'nowhere' is undefined",
        "'m', owner=['n', nowhere]": "ndefined",  # before 2.19, Ansible passes it on
        "'m'": "together_api_key: expected an API key, found an empty string",
        "'n'": 'together_retries: expected a whole number from 0 to 20, found "many"',
        "'o'": "Recursive loop",
    }
    variables = {
        "'m'": {"together_api_key": ""},
        "'n'": {"together_retries": "many"},
        "'o'": {"together_timeout": "{{ together_timeout }}"},
    }
    tasks = [debug(terms, f"query('together.ai.endpoint_id', {terms})", variables.get(terms)) for terms in expected]
    run = ansible.tasks(yaml.safe_dump(tasks))
    assert {terms: run[terms]["msg"] for terms, text in expected.items() if text not in run[terms]["msg"]} == {}
    assert "Traceback" not in run.output
    assert "This is a bug" not in run.output
    assert not any("4f1d7c0b" in entry.result["msg"] for entry in run.results)
    assert sandbox.requests == []


def test_a_missing_key_is_an_error_that_names_every_place_it_may_come_from(ansible: Runner) -> None:
    key = ansible.environment.pop("TOGETHER_API_KEY")
    task = debug("no key", "query('together.ai.endpoint_id', 'm')")
    run = ansible.tasks(yaml.safe_dump([{**task, "environment": {"TOGETHER_API_KEY": key}}]))
    assert (
        "api_key: expected an API key, found none. Set api_key, the variable together_api_key, TOGETHER_API_KEY in the "
        "environment of the controller, or api_key in [together] of ansible.cfg. The environment of a task or play "
        "does not reach lookups."
    ) in run["no key"]["msg"]


def test_an_undefined_variable_is_reported_without_the_values_beside_it(ansible: Runner, tmp_path: Path) -> None:
    secret = "secret-beside-a-template"
    (tmp_path / "vars.json").write_text(
        json.dumps({"creds": {"key": secret, "other": "{{ nope }}"}, "k": "{{ nope }}"})
    )
    call = "query('together.ai.endpoint_id', 'm'{})"
    tasks = [
        debug("variable", call.format(""), {"together_api_key": "{{ creds.key }}"}),
        debug("option", call.format(", api_key=k")),
    ]
    run = ansible.tasks(yaml.safe_dump(tasks), "-e", f"@{tmp_path / 'vars.json'}")
    assert secret not in run["variable"]["msg"]
    assert "This is a bug" not in run.output
    assert "undefined" in run["option"]["msg"]


def test_violations_in_returned_endpoints_are_at_most_ten_warnings_and_the_number_of_the_others(
    ansible: Runner, sandbox: Sandbox
) -> None:
    model = sandbox.endpoints[-1].row["model"]
    sandbox.endpoints = [{**entry.row, "state": "FAILED", "model": model} for entry in sandbox.endpoints[-13:]]
    task = debug("warnings", f"query('together.ai.endpoint_id', '{model}', on_multiple='all')")
    run = ansible.tasks(yaml.safe_dump([task]))
    assert [len(element) for element in run["warnings"]["msg"]] == [13]
    output = " ".join(run.output.split())  # before 2.19, Ansible wraps warnings
    assert output.count("violates the API's schema at $.data[") == 10
    assert output.count("[WARNING]: 3 more violations of the API's schema in returned endpoints") == 1


def test_missing_libraries_are_reported_together_before_any_request(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules.update(requests=None, jsonschema=None)\n")
    ansible.environment["PYTHONPATH"] = str(tmp_path)
    run = ansible.tasks(yaml.safe_dump([debug("missing", "query('together.ai.endpoint_id', 'm')")]))
    message = run["missing"]["msg"]
    for library, version in LIBRARIES.items():
        assert f"The Python library {library} {version} or later is required, but version " in message
    assert "-m pip install 'requests>=2.28' 'jsonschema>=4.17'" in message
    assert "Traceback" not in run.output
    assert sandbox.requests == []


def test_an_unexpected_exception_is_reported_without_its_text(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import requests\n"
        "class Session(requests.Session):\n"
        f"    def __init__(self): raise RuntimeError('Bearer {sandbox.api_key}')\n"
        "requests.Session = Session\n"
    )
    ansible.environment["PYTHONPATH"] = str(tmp_path)
    ansible.environment["ANSIBLE_DISPLAY_TRACEBACK"] = "always"  # with every exception that the error refers to
    run = ansible.tasks(yaml.safe_dump([debug("broken", "query('together.ai.endpoint_id', 'm')")]), "-vvv")
    assert (
        "Unexpected RuntimeError in __init__ (sitecustomize.py, line 3). This is a bug in together.ai"
        in run["broken"]["msg"]
    )
    assert sandbox.api_key not in run.output + run.files


@pytest.mark.parametrize("verbosity", ["-v", "-vvvv"])
def test_the_key_is_not_in_what_ansible_prints_or_leaves_behind(
    verbosity: str, ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    wrong, spaced = "tgp_v1_wrong_4f1d7c0be6a92", "tgp_v1_4f1d7c0b 6a928355"
    keys = tmp_path / "keys.json"
    keys.write_text(json.dumps({"right": f"{sandbox.api_key}\n", "wrong": wrong, "spaced": spaced}))
    ansible.environment["TOGETHER_API_KEY"] = sandbox.api_key
    sandbox.replies(
        {"status": 401, "json": {"error": {"type": "auth", "message": f"no such key: {wrong}"}}},
        {"json": {"object": "list", "data": [{"id": sandbox.api_key, "model": "m"}]}},
    )
    lookup = "query('together.ai.endpoint_id', 'm', {})"
    from_variable = {"together_api_key": "{{ right }}"}
    tasks = [
        debug("echoed in an error", lookup.format("api_key=wrong")),
        debug("echoed in a record", lookup.format("api_key=right")),
        debug("no server", lookup.format("base_url='http://127.0.0.1:1', retries=0")),
        debug("no such option", lookup.format("api_kye=right")),
        debug("not a key", lookup.format("api_key=spaced")),
        debug("not a template", lookup.format("on_missing='ignore'"), {"together_api_key": "{{ right | from_json }}"}),
        debug("ignored", lookup.format("api_key=wrong, errors='ignore'")),
        debug("warned of", lookup.format("api_key=wrong, errors='warn'")),
        debug("success", f"query('together.ai.endpoint_id', '{GEMMA}')", from_variable),
    ]
    run = ansible.tasks(yaml.safe_dump(tasks), verbosity, "-e", f"@{keys}")
    assert run.output.count("...ignoring") == 6
    assert "HTTP 401" in run["echoed in an error"]["msg"]
    assert "$.data[0]" in run["echoed in a record"]["msg"]
    assert run["success"]["msg"] == [GEMMA_ID]
    seen = run.output + json.dumps(run.attempts, ensure_ascii=False) + run.files
    assert GEMMA_ID in seen
    for secret in (sandbox.api_key, wrong, spaced):
        assert secret not in seen
