# SPDX-License-Identifier: MIT
"""The lookup through real `ansible-playbook`, against the sandbox."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import ansible as ansible_core
import pytest
import yaml

from ansible_collections.together.ai.plugins.lookup import endpoint_id
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from playbook_runner import ROOT, Run, Runner
from sandbox_api import Sandbox

VECTORS = yaml.safe_load((ROOT / "tests" / "vectors" / "lookups.yaml").read_text(encoding="utf-8"))
MISTRAL = "endpoint-77caf163-c596-49d1-a25f-f209156f4972"
GEMMA = "endpoint-5a8d500e-987e-444e-8837-ebad7851b120"
TABLE = {option.name: option for option in core.CONNECTION + core.QUESTION if option.name != "models"}
CONNECTION = [option.name for option in core.CONNECTION]

# What the vectors tell of an answer, from the rows that each model got.
TOLD: dict[str, Any] = {
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
EXPECTED: dict[str, Any] = {"whole": lambda answer: answer["matches"], "endpoints": sorted}


def test_every_shared_case_with_models_comes_to_the_same_through_the_lookup(tmp_path: Path) -> None:
    anything = {"models": ["mistralai/Mistral-Small-24B"]}  # for errors that do not depend on what is asked for
    cases = [
        {**case, "question": {**({} if "answer" in case else anything), **case["question"]}}
        for case in VECTORS["cases"]
    ]
    cases = [case for case in cases if "models" in case["question"]]
    assert len(cases) > 80
    tasks = []
    with ExitStack() as stack:
        servers = [stack.enter_context(Sandbox()) for _ in cases]
        for case, server in zip(cases, servers, strict=True):
            server.endpoints = VECTORS["estates"][case.get("estate", "team")]
            server.replies(*case.get("replies", ()))
            key = case.get("api_key", server.api_key)
            options = {"api_key": key, "base_url": server.url, **case["question"], "attribute": "row"}
            variables = {"wanted": options.pop("models"), "options": options}
            tasks.append(debug(case["name"], "query('together.ai.endpoint_id', wanted, **options)", variables))
        # Ansible's process for each task starts as a copy of one that has the libraries loaded: half the time.
        (tmp_path / "sitecustomize.py").write_text("import jsonschema, requests\n")
        run = Runner(home(tmp_path), {"PYTHONPATH": str(tmp_path)}).tasks(yaml.safe_dump(tasks))
    for case, server in zip(cases, servers, strict=True):
        result = run[case["name"]]["msg"]
        assert len(server.requests) == case.get("requests", len(server.requests)), case["name"]
        assert isinstance(result, str if "error" in case else list), (case["name"], result)
        if "answer" in case:
            assert_answer(case, list(result))
        else:
            assert all(piece in result for piece in case["error"].get("says", ())), (case["name"], result)
            assert not any(piece in result for piece in case["error"].get("never", ())), case["name"]
            assert "\n" not in result, case["name"]


def assert_answer(case: dict[str, Any], elements: list[Any]) -> None:
    as_lists = [element if isinstance(element, list) else [element] if element else [] for element in elements]
    matches = dict(zip(case["question"]["models"], as_lists, strict=True))
    expected = {name: EXPECTED.get(name, lambda same: same)(told) for name, told in case["answer"].items()}
    expected.pop("violations", None)
    assert expected, case["name"]
    assert {name: TOLD[name](matches) for name in expected} == expected, case["name"]


def test_the_examples_of_the_documentation_run(ansible: Runner, sandbox: Sandbox, tmp_path: Path) -> None:
    vault = tmp_path / "vault.json"
    vault.write_text(json.dumps({"vault_together_api_key": sandbox.api_key}))
    run = ansible.tasks(endpoint_id.EXAMPLES, "-e", f"@{vault}")
    assert run.status == 0, run.output
    assert list(run.attempts) == [task["name"] for task in yaml.safe_load(endpoint_id.EXAMPLES)]
    assert "[WARNING]" not in run.output
    assert len(sandbox.requests) == len(run.attempts)


# Values


def test_each_term_has_one_element_whatever_it_is_and_however_the_terms_are_nested(
    ansible: Runner, sandbox: Sandbox
) -> None:
    model, other = "mistralai/Mistral-Small-24B-Instruct-2501", "google/gemma-3-27b-it"
    expressions = {
        "one": f"query('together.ai.endpoint_id', '{model}')",
        "nested": f"query('together.ai.endpoint_id', [['{other}'], []], ['{model}', ['{other}']])",
        "generator": f"query('together.ai.endpoint_id', ['{model}', '{other}'] | map('upper'), ignore_case=true)",
        "unwrapped": f"lookup('together.ai.endpoint_id', '{model}')",
        "joined": f"lookup('together.ai.endpoint_id', '{model}', '{other}')",
        "wantlist": f"lookup('together.ai.endpoint_id', '{model}', wantlist=true)",
        "missing": f"query('together.ai.endpoint_id', 'acme/none', '{model}', on_missing='ignore')",
        "default": "lookup('together.ai.endpoint_id', 'acme/none', on_missing='ignore') | default('none', true)",
        "all": f"query('together.ai.endpoint_id', '{model}', 'Qwen/Qwen3-32B', 'acme/none', **all_of_them)",
        "text": f"query('together.ai.endpoint_id', '{other}', state='STARTED,STOPPING', mine='yes', retries='1')",
    }
    ids = {"all_of_them": {"on_multiple": "all", "on_missing": "ignore", "attribute": "state"}}
    loop = {"name": "with", "ansible.builtin.debug": {"msg": "{{ item }}"}, "with_together.ai.endpoint_id": [model]}
    run = ansible.tasks(yaml.safe_dump([debug("each", expressions, ids), loop]))
    assert run.status == 0, run.output
    assert run["each"]["msg"] == {
        "one": [MISTRAL],
        "nested": [GEMMA, MISTRAL, GEMMA],
        "generator": [MISTRAL, GEMMA],
        "unwrapped": MISTRAL,
        "joined": f"{MISTRAL},{GEMMA}",
        "wantlist": [MISTRAL],
        "missing": [None, MISTRAL],
        "default": "none",
        "all": [["STARTED"], ["STARTED", "STOPPED", "STARTED"], []],
        "text": [GEMMA],
    }
    assert [result["item"] for result in run["with"]["results"]] == [MISTRAL]
    assert len(sandbox.requests) == len(expressions) + 1


def test_every_attribute_is_what_the_row_has(ansible: Runner, sandbox: Sandbox) -> None:
    row = {**sandbox.endpoints[10].row, "hardware": "1x_nvidia_h100"}
    sandbox.endpoints = [row]
    lookup = "query('together.ai.endpoint_id', '{}', attribute='{}')"
    expressions = {name: lookup.format(row["model"], name) for name in endpoint_id.ATTRIBUTE.choices}
    run = ansible.tasks(yaml.safe_dump([debug("each", expressions)]))
    extra = {"hardware": row.pop("hardware")}
    whole = {**row, "ready": True, "extra": extra}
    assert run["each"]["msg"] == {name: [value] for name, value in {**whole, "row": whole}.items()}


def test_what_the_api_sends_is_never_a_template(ansible: Runner, sandbox: Sandbox) -> None:
    trap = "acme/{{ 6 * 7 }}"
    row = {**sandbox.endpoints[10].row, "name": trap, "owner": "{% if true %}x{% endif %}", "{{ 1 }}": "{{ 1 + 1 }}"}
    sandbox.endpoints = [row]
    run = ansible.tasks(
        f"""
        - name: kept
          ansible.builtin.set_fact:
            kept: "{{{{ lookup('together.ai.endpoint_id', '{row["model"]}', attribute='row') }}}}"
        - name: shown
          ansible.builtin.debug:
            msg: "{{{{ kept.name }}}} of {{{{ kept.owner }}}} with {{{{ kept.extra }}}}"
        - name: name
          ansible.builtin.debug:
            msg: "{{{{ name }}}}"
          vars:
            name: "{{{{ lookup('together.ai.endpoint_id', '{row["model"]}', attribute='name') }}}}"
        """
    )
    assert run["shown"]["msg"] == trap + " of {% if true %}x{% endif %} with {'{{ 1 }}': '{{ 1 + 1 }}'}"
    assert run["name"]["msg"] == trap


# Options


def settings_from(tmp_path: Path, sandbox: Sandbox, environment: bool) -> Run:
    """A run whose every option is set, differently, in every place; `environment`: or else set there, but empty.

    A task `OPTION from PLACE` takes all others from the call, and this one from there where no better place has it.
    """

    def value(option: str, place: str) -> str:
        special = {
            "api_key": f"tgp_v1_4f1d7c0b_{place}",
            "base_url": f"{sandbox.url}/{place}",
            "ca_path": f"/there/is/no/{place}",
        }
        return special.get(option, place)

    good: dict[str, Any] = {option: TABLE[option].default for option in CONNECTION}
    good.update(api_key=sandbox.api_key, base_url=sandbox.url, project_id="proj_good", ca_path=str(tmp_path))
    lookup = "query('together.ai.endpoint_id', 'acme/any', **call)"
    tasks = []
    for option in CONNECTION:
        others = {name: told for name, told in good.items() if name != option}
        others.update({"api_version": "v2"} if option == "project_id" else {})
        variable = {f"together_{option}": "{{ hidden }}", "hidden": value(option, "vars")}
        tasks.append(debug(f"{option} from ini", lookup, {"call": others}))
        tasks.append(debug(f"{option} from env", lookup, {"call": others}))
        tasks.append(debug(f"{option} from vars", lookup, {"call": others, **variable}))
        call = {**others, option: value(option, "call")}
        tasks.append(
            debug(f"{option} from call", lookup, {"call": call, **variable, f"together_{option}": "{{ nowhere }}"})
        )
    left_out = "ini" if environment else "env"
    tasks = [task for task in tasks if not task["name"].endswith(left_out)]
    config = tmp_path / "ansible.cfg"
    config.write_text("[together]\n" + "".join(f"{option} = '{value(option, 'ini')}'\n" for option in CONNECTION))
    variables = {option: TABLE[option].environment for option in CONNECTION}
    environ = {name: value(option, "env") if environment else "" for option, name in variables.items() if name}
    return Runner(home(tmp_path), {"ANSIBLE_CONFIG": str(config), **environ}).tasks(yaml.safe_dump(tasks))


@pytest.mark.parametrize("environment", [True, False], ids=["environment set", "environment empty"])
def test_an_option_counts_before_a_variable_before_the_environment_before_the_configuration_file(
    environment: bool, sandbox: Sandbox, tmp_path: Path
) -> None:
    run = settings_from(tmp_path, sandbox, environment)
    seen = [f"{request.target} {request.headers['authorization']}" for request in sandbox.requests]
    places = ("env" if environment else "ini", "vars", "call")
    for option in CONNECTION:
        for place in places:
            expected = "ini" if place == "env" and not TABLE[option].environment else place
            marks = {
                "api_key": f"Bearer tgp_v1_4f1d7c0b_{expected}",
                "base_url": f"/{expected}/v1/endpoints",
                "project_id": f"/projects/{expected}/",
            }
            if option in marks:
                assert sum(marks[option] in request for request in seen) > 0, (option, place)
            else:
                message = run[f"{option} from {place}"]["msg"]
                called = {
                    "ini": f"{option} in [together] of {tmp_path / 'ansible.cfg'}",
                    "env": TABLE[option].environment,
                    "vars": f"together_{option}",
                    "call": option,
                }
                assert f"{called[expected]}: expected " in message
                assert f'{expected}"' in message
    assert not any(mark in request for request in seen for mark in ("nowhere", "{{"))
    assert {request.split("Bearer ")[1] for request in seen} == {
        sandbox.api_key,
        *(f"tgp_v1_4f1d7c0b_{place}" for place in places),
    }


def test_a_path_in_the_configuration_file_is_seen_from_that_file(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").touch()
    config = tmp_path / "ansible.cfg"
    config.write_text("[together]\nca_path = ca.pem\n")
    ansible.environment["ANSIBLE_CONFIG"] = str(config)
    run = ansible.tasks(yaml.safe_dump([debug("found", "query('together.ai.endpoint_id', 'google/gemma-3-27b-it')")]))
    assert run["found"]["msg"] == [GEMMA]


@pytest.fixture(scope="module")
def documented(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """The documentation of the lookup and the module as `ansible-doc` has it, fragments and all."""
    runner = Runner(tmp_path_factory.mktemp("home"), {})
    kinds = {"lookup": "together.ai.endpoint_id", "module": "together.ai.endpoints_info"}
    shown = {kind: runner.command("ansible-doc", "--json", "-t", kind, name) for kind, name in kinds.items()}
    assert {run.stderr for run in shown.values()} == {""}
    return {kind: json.loads(run.stdout)[kinds[kind]]["doc"] for kind, run in shown.items()}


def test_the_lookup_has_the_options_of_the_module_and_the_places_each_is_taken_from(documented: dict[str, Any]) -> None:
    lookup, module = (dict(documented[kind]["options"]) for kind in ("lookup", "module"))
    terms, models = lookup.pop("_terms"), module.pop("models")
    assert (terms["type"], terms["elements"]) == (models["type"], models["elements"])
    attribute = lookup.pop("attribute")
    assert set(attribute["choices"]) == set(endpoint_id.ATTRIBUTE.choices)
    assert attribute["default"] == endpoint_id.ATTRIBUTE.default
    assert set(lookup) == set(module) == set(TABLE)
    for name, option in TABLE.items():
        places = {place: lookup[name].get(place) for place in ("vars", "env", "ini")}
        assert lookup[name] == {**module[name], **{place: told for place, told in places.items() if told}}
        assert places == {
            "vars": [{"name": f"together_{name}"}] if name in CONNECTION else None,
            "env": [{"name": option.environment}] if option.environment else None,
            "ini": [{"section": "together", "key": name}] if name in CONNECTION else None,
        }


def test_every_link_in_the_documentation_leads_somewhere(documented: dict[str, Any]) -> None:
    roots = {
        "together.ai": ROOT / "ansible_collections/together/ai/plugins",
        "ansible.builtin": Path(ansible_core.__file__).parent,
    }
    for doc in documented.values():
        text = json.dumps(doc)
        assert set(re.findall(r"O\((\w+)", text)) <= set(doc["options"])
        links = {(name, "modules") for name in re.findall(r"M\(([\w.]+)\)", text)}
        links |= set(re.findall(r"P\(([\w.]+)#(\w+)\)", text))
        links |= {(entry["module"], "modules") for entry in doc["seealso"] if "module" in entry}
        links |= {(entry["plugin"], entry["plugin_type"]) for entry in doc["seealso"] if "plugin" in entry}
        assert links
        for link, folder in links:
            collection, _, name = link.rpartition(".")
            assert (roots[collection] / folder / f"{name}.py").is_file(), link


# Errors and warnings


def test_errors_are_sentences_before_any_request(ansible: Runner, sandbox: Sandbox) -> None:
    expected = {
        "*[]": "models: expected at least one, found an empty list; models stand first, without a name, as in lookup('",
        "[], [[]]": "models: expected at least one, found an empty list",
        "omit": "models: expected at least one, found an empty list",
        "attribute='name'": "models: expected at least one, found an empty list",
        "'m', 5": "models[1]: expected a string that is not empty, found 5",
        "'m', {'a': 1}": "models[1]: expected a string",
        "'m', none": "models[1]: expected a string that is not empty, found null",
        "'m', attribute='ids'": "attribute: expected one of object, id, name, model, ",
        "'m', stat='STARTED'": "stat: there is no such option (similar: state); models stand first, without a name",
        "models='n'": "models: there is no such option; models stand first",
        "'m', validate_certs='flase'": 'validate_certs: expected true or false, found "flase"',
        "'m', retries=1.5": "retries: expected a whole number from 0 to 20, found 1.5",
        "'m', state=[]": "state: expected at least one entry",
        "'m', on_multiple='first'": 'on_multiple: expected one of fail, newest, all, found "first"',
        "'m', api_key=['tgp_v1_4f1d7c0b', 'x']": "api_key: expected an API key, found a value with characters that",
        "'m', nowhere": "'nowhere' is undefined",
        "'m', ['n', nowhere]": "'nowhere' is undefined",
        "'m', owner=['n', nowhere]": "ndefined",  # before 2.19, Ansible lets it through
        "'m'": "together_api_key: its template needs a variable that is not there: 'nowhere' is undefined",
        "'n'": "together_api_key: its template fails with ",
        "'o'": "together_api_key: expected an API key, found an empty text",
        "'p'": 'together_retries: expected a whole number from 0 to 20, found "many"',
        "'q'": "together_timeout: its template fails with ",
        "'r'": "Recursive loop",
    }
    variables = {
        "'m'": {"together_api_key": "{{ nowhere }}"},
        "'n'": {"together_api_key": "{{ 'hush' | from_json }}"},
        "'o'": {"together_api_key": ""},
        "'p'": {"together_retries": "many"},
        "'q'": {"together_timeout": "{{ 'hush' | from_json }}"},
        "'r'": {"together_timeout": "{{ together_timeout }}"},
    }
    tasks = [debug(terms, f"query('together.ai.endpoint_id', {terms})", variables.get(terms)) for terms in expected]
    run = ansible.tasks(yaml.safe_dump(tasks))
    assert {terms: piece for terms, piece in expected.items() if piece not in run[terms]["msg"]} == {}
    assert "Traceback" not in run.output
    assert "this is a bug" not in run.output
    assert not any("4f1d7c0b" in result["msg"] for results in run.attempts.values() for result in results)
    assert sandbox.requests == []


def test_no_key_at_all_is_an_error_that_names_every_place_it_may_come_from(ansible: Runner, sandbox: Sandbox) -> None:
    del ansible.environment["TOGETHER_API_KEY"]
    run = ansible.tasks(yaml.safe_dump([debug("none", "query('together.ai.endpoint_id', 'm')")]))
    places = "set api_key or TOGETHER_API_KEY in the environment, the variable together_api_key, or api_key in ["
    assert f"api_key: expected an API key, found none; {places}together] of ansible.cfg" in run["none"]["msg"]


def test_what_breaks_the_contract_is_ten_warnings_and_how_many_more(ansible: Runner, sandbox: Sandbox) -> None:
    sandbox.endpoints = [{**entry.row, "state": "FAILED"} for entry in sandbox.endpoints[-13:]]
    row = sandbox.endpoints[-1].row
    run = ansible.tasks(yaml.safe_dump([debug("warned", f"query('together.ai.endpoint_id', '{row['model']}')")]))
    assert run["warned"]["msg"] == [row["id"]]
    output = " ".join(run.output.split())  # before 2.19, Ansible wraps warnings
    assert output.count("[WARNING]: the API's answer breaks its contract at $.data[") == 10
    assert output.count("[WARNING]: and 3 more violations of the API's contract") == 1


@pytest.mark.parametrize("library", ["requests", "jsonschema"])
def test_a_library_that_is_missing_is_a_sentence_before_any_request(
    library: str, ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / f"{library}.py").write_text("raise ImportError\n")
    ansible.environment["PYTHONPATH"] = str(tmp_path)
    run = ansible.tasks(yaml.safe_dump([debug("missing", "query('together.ai.endpoint_id', 'm')")]))
    assert f"the Python library {library} 2.28 or later is needed" in run["missing"]["msg"].replace("4.17", "2.28")
    assert "Traceback" not in run.output
    assert sandbox.requests == []


def test_the_unexpected_is_a_sentence_without_what_a_library_said(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
) -> None:
    (tmp_path / "requests.py").write_text(f"raise RuntimeError('Bearer {sandbox.api_key}')\n")
    ansible.environment["PYTHONPATH"] = str(tmp_path)
    ansible.environment["ANSIBLE_DISPLAY_TRACEBACK"] = "always"  # with all that hangs on the error
    run = ansible.tasks(yaml.safe_dump([debug("broken", "query('together.ai.endpoint_id', 'm')")]), "-vvv")
    assert (
        "unexpected RuntimeError in <module> (requests.py, line 1); this is a bug in together.ai"
        in run["broken"]["msg"]
    )
    assert sandbox.api_key not in run.output + run.files


def test_the_key_is_nowhere_in_what_ansible_prints_or_leaves_behind(
    ansible: Runner, sandbox: Sandbox, tmp_path: Path
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
    tasks = [
        debug("echoed in an error", lookup.format("api_key=wrong")),
        debug("echoed in a row", lookup.format("api_key=right")),
        debug("no server", lookup.format("base_url='http://127.0.0.1:1', retries=0")),
        debug("no such option", lookup.format("api_kye=right")),
        debug("no key", lookup.format("api_key=spaced")),
        debug("no template", lookup.format("on_missing='ignore'"), {"together_api_key": "{{ right | from_json }}"}),
        debug("ignored", lookup.format("api_key=wrong, errors='ignore'")),
        debug("warned of", lookup.format("api_key=wrong, errors='warn'")),
        debug(
            "found", "query('together.ai.endpoint_id', 'google/gemma-3-27b-it')", {"together_api_key": "{{ right }}"}
        ),
    ]
    run = ansible.tasks(yaml.safe_dump(tasks), "-vvvv", "-e", f"@{keys}")
    assert run.output.count("...ignoring") == 6
    assert "HTTP 401" in run["echoed in an error"]["msg"]
    assert "$.data[0]" in run["echoed in a row"]["msg"]
    assert run["found"]["msg"] == [GEMMA]
    seen = run.output + json.dumps(run.attempts, ensure_ascii=False) + run.files
    assert GEMMA in seen
    for secret in (sandbox.api_key, wrong, spaced):
        assert secret not in seen


def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    path.mkdir()
    return path


def debug(name: str, expressions: str | dict[str, str], variables: dict[str, Any] | None = None) -> dict[str, Any]:
    """A task that shows what an expression, or each of several, comes to."""
    several = expressions if isinstance(expressions, dict) else {name: expressions}
    shown = {key: f"{{{{ {expression} }}}}" for key, expression in several.items()}
    msg = shown if isinstance(expressions, dict) else shown[name]
    return {"name": name, "ansible.builtin.debug": {"msg": msg}, "ignore_errors": True, "vars": variables or {}}


def test_what_is_omitted_counts_as_not_given(ansible: Runner) -> None:
    call = "query('together.ai.endpoint_id', 'google/gemma-3-27b-it', {})"
    tasks = [
        debug("option", call.format("state=(nowhere | default(omit))")),
        debug("choice", call.format("on_missing=(nowhere | default(omit))")),
        debug("variable", call.format("mine=true"), {"together_api_key": "{{ nowhere | default(omit) }}"}),
    ]
    run = ansible.tasks(yaml.safe_dump(tasks))
    assert {name: run[name]["msg"] for name in ("option", "choice", "variable")} == dict.fromkeys(
        ("option", "choice", "variable"), [GEMMA]
    ), run.output


def test_an_undefined_variable_is_told_without_what_stands_beside_it(ansible: Runner, tmp_path: Path) -> None:
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
    assert "this is a bug" not in run.output
    assert "undefined" in run["option"]["msg"]
