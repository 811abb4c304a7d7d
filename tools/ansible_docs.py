# SPDX-License-Identifier: MIT
"""Writes the option and return value documentation of the collection from the tables of the core and `result_text`.

`python -m tools.ansible_docs` writes it. With `--check` it writes nothing and fails if a file is out of date.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from pulumi_together._core import client as core
from pulumi_together._core.dependencies import REQUIRED

from . import option_text, result_text

PLUGINS = Path(__file__).resolve().parent.parent / "ansible_collections/together/ai/plugins"
MODULE = PLUGINS / "modules" / "endpoints_info.py"
# Not O(models): the documentation is shared with the lookup, which takes the models as terms.
STYLE = option_text.ansible_style()._replace(option=lambda name: "C(models)" if name == "models" else f"O({name})")
WIDTH = 104  # PyYAML breaks a line after the first word that exceeds it
CONTRACT = ("validation",)
TYPES = {"str": "str", "str | None": "str", "bool": "bool", "dict[str, Any]": "dict"}  # type in Python -> in Ansible
VIOLATION = {"path": "$.data[3].state", "message": 'expected one of PENDING, STARTING, STARTED, found "FAILED"'}
CANDIDATES = [
    {
        "id": "endpoint-0310cefd-0024-4ff3-930d-f159e5396706",
        "name": "acme/Qwen3-32B-b84e20d7",
        "model": "Qwen/Qwen3-32B",
        "type": "dedicated",
        "owner": "acme",
        "state": "STOPPED",
        "created_at": "2026-03-17T08:00:05Z",
    },
    {
        "id": "endpoint-3708427d-ce87-4336-884a-d3e3438361c4",
        "name": "acme/Qwen3-32B-0f3a91bc",
        "model": "Qwen/Qwen3-32B",
        "type": "dedicated",
        "owner": "acme",
        "state": "STARTED",
        "created_at": "2026-05-01T09:12:44.871Z",
    },
]
FRAGMENT = '''\
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Generated from the option tables of the core. Do not edit; run: python -m tools.ansible_docs

from __future__ import annotations


class ModuleDocFragment:
    """{summary}"""
{variables}'''
VARIABLE = '''
    # {comment}
    {name} = r"""
{text}"""
'''

Doc = dict[str, Any]


class Dumper(yaml.SafeDumper):
    """YAML in the layout of the collection: sequences are indented below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """Indent every sequence."""
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        """Write equal values in full."""
        return True


def dump(doc: Doc) -> str:
    """A part of a plugin's documentation as YAML."""
    return yaml.dump(doc, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)


def option_doc(option: core.Option) -> Doc:
    """An option in Ansible's documentation format.

    The choices are described in sentences, because ansible-core 2.16 has no descriptions of choices.
    """
    doc: Doc = {"description": option_text.render_all(option.help, STYLE), "type": option.type}
    doc["description"] += [*option_text.choice_sentences(option, STYLE), *option_text.bounds_sentence(option)]
    if option.environment:  # precedes the default, which therefore is not the default of the argument
        doc["description"] += option_text.default_sentence(option, STYLE)
    elif option.default is not None:
        whole = isinstance(option.default, float) and option.default.is_integer()
        doc["default"] = int(option.default) if whole else option.default
    if option.type == "list":
        doc["elements"] = "str"
    if option.choices:
        doc["choices"] = list(option.choices)
    return doc


def source_doc(option: core.Option) -> Doc:
    """The places from which a plugin on the controller takes an option without an argument, in order of precedence."""
    places: Doc = {"vars": [{"name": f"together_{option.name}"}]}
    if option.environment:
        places["env"] = [{"name": option.environment}]
    return {**places, "ini": [{"section": "together", "key": option.name}]}


def fragments() -> dict[str, str]:
    """The documentation fragments: file name -> text."""
    connection = [option for option in core.CONNECTION if option.name not in CONTRACT]
    contract = [option for option in core.CONNECTION if option.name in CONTRACT]
    models, *question = core.QUESTION
    assert models.name == "models"
    requirements = ["Python 3.9 or later", *(f"{name} {version} or later" for name, version in REQUIRED.items())]
    return {
        "connection.py": _fragment(
            "The options that say how to reach the API.",
            [
                ("The options.", "DOCUMENTATION", {**_options(connection), "requirements": requirements}),
                (PLUGIN_COMMENT, "PLUGIN", _sources(connection)),
            ],
        ),
        "contract.py": _fragment(
            "The options that say how strictly responses must follow the API's specification.",
            [("The options.", "DOCUMENTATION", _options(contract)), (PLUGIN_COMMENT, "PLUGIN", _sources(contract))],
        ),
        "question.py": _fragment(
            "The options that say which endpoints to look up.",
            [
                ("The filters, and what to do with several endpoints or none.", "DOCUMENTATION", _options(question)),
                ("The models, as an option of a module.", "MODELS", _options([models])),
                ("The terms and the attribute of a lookup.", "LOOKUP", {"options": _lookup_options(models)}),
            ],
        ),
    }


PLUGIN_COMMENT = "The places from which a plugin on the controller takes an option that is not passed, in this order."


def _fragment(summary: str, variables: Iterable[tuple[str, str, Doc]]) -> str:
    texts = [VARIABLE.format(comment=comment, name=name, text=dump(doc)) for comment, name, doc in variables]
    return FRAGMENT.format(summary=summary, variables="".join(texts))


def _options(options: Iterable[core.Option]) -> Doc:
    return {"options": {option.name: option_doc(option) for option in options}}


def _sources(options: Iterable[core.Option]) -> Doc:
    return {"options": {option.name: source_doc(option) for option in options}}


def _lookup_options(models: core.Option) -> Doc:
    terms = {
        "description": [
            option_text.render(models.help[0], STYLE),
            "At least one model is required. Lists are flattened.",
        ],
        "type": "list",
        "elements": "str",
        "required": True,
    }
    fields = {field: result_text.ENDPOINT[field][0] for field in core.ENDPOINT_FIELDS}
    choices = {**fields, "row": "A dictionary of all fields."}
    attribute = option_doc(
        core.Option("attribute", "str", ["The field of each endpoint to return."], default="id", choices=choices)
    )
    return {"_terms": terms, "attribute": attribute}


def return_doc() -> Doc:
    """The return values of the module, in Ansible's documentation format."""
    record = {field: result_text.ENDPOINT_SAMPLE[field] for field in core.ENDPOINT_FIELDS}
    model = record["model"]
    fields = {
        field: {
            "description": _sentences(result_text.ENDPOINT[field]),
            "type": TYPES[result_text.ENDPOINT_TYPES[field]],
            "sample": record[field],
        }
        for field in core.ENDPOINT_FIELDS
    }
    violation = {
        name: {"description": _sentences(result_text.VIOLATION[name]), "type": "str", "sample": sample}
        for name, sample in VIOLATION.items()
    }
    listed = {"returned": "success", "type": "list", "elements": "dict"}
    answer: Mapping[str, Doc] = {
        "endpoints": {**listed, "contains": fields},
        "endpoint": {"returned": "success", "type": "dict", "sample": record},
        "matches": {"returned": "success", "type": "dict", "sample": {model: [record]}},
        "ids": {"returned": "success", "type": "dict", "sample": {model: record["id"]}},
        "names": {"returned": "success", "type": "dict", "sample": {model: record["name"]}},
        "count": {"returned": "success", "type": "int", "sample": 1},
        "contract_violations": {**listed, "contains": violation},
        "contract_violation_count": {"returned": "success", "type": "int", "sample": 1},
        "api_versions": {"returned": "success", "type": "list", "elements": "str", "sample": ["v1", "v2"]},
    }
    returned = core.Answer(endpoints=[], matches={}, contract_violations=[], api_versions=[]).to_dict()
    return {
        **{name: {"description": _sentences(result_text.ANSWER[name]), **answer[name]} for name in returned},
        "progress": {
            "description": [
                "With O(wait), a sentence for each change of state that was waited out.",
            ],
            "returned": "always",
            "type": "list",
            "elements": "str",
            "sample": [],
        },
        "trace": {
            "description": [
                "A sentence for each attempt of a request, with its URL, HTTP status, size, duration and number, and "
                "why it is repeated. It does not contain the API key.",
            ],
            "returned": "at verbosity 3 (C(-vvv)) and above",
            "type": "list",
            "elements": "str",
            "sample": [
                "GET https://api.together.ai/v1/endpoints: HTTP 200, 4711 bytes, 0.271 s, attempt 1 of 4.",
            ],
        },
        "error_type": {
            "description": [
                "The kind of error.",
                *(f"V({name}) - {option_text.render(text, STYLE)}" for name, text in result_text.ERROR_TYPES.items()),
                "Not returned if Ansible itself rejects an option or cannot start the module.",
            ],
            "returned": "failure",
            "type": "str",
            "sample": "ambiguous",
        },
        "retryable": {
            "description": ["Whether the same task may succeed later without a change."],
            "returned": "failure",
            "type": "bool",
            "sample": False,
        },
        "error": {
            "description": [
                "The facts from which the message is made. They depend on RV(error_type).",
                "V(ambiguous) has C(candidates), the endpoints of each model.",
                "V(missing) has C(similar), the names that resemble each missing model.",
                "V(contract) has C(contract_violations).",
                "The errors for an HTTP status have C(status) and C(message), the message of the API. They have "
                "C(request_ids), a dictionary of the headers C(x-request-id) and C(cf-ray), if the server sent any.",
            ],
            "returned": "failure",
            "type": "dict",
            "sample": {"candidates": {"Qwen/Qwen3-32B": CANDIDATES}},
        },
    }


def _sentences(texts: Iterable[str]) -> list[str]:
    return option_text.render_all(texts, STYLE)


def with_return(module: str, doc: Doc) -> str:
    """The source of a module with another RETURN."""
    return re.sub(r'(?s)(?<=\nRETURN = r""").*?(?=""")', lambda _match: "\n" + dump(doc), module, count=1)


def files() -> dict[Path, str]:
    """Every file that this writes: path -> text."""
    texts = {PLUGINS / "doc_fragments" / name: text for name, text in fragments().items()}
    return {**texts, MODULE: with_return(MODULE.read_text(encoding="utf-8"), return_doc())}


def main() -> None:
    """Write the files, or compare them."""
    outdated = [path for path, text in files().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" not in sys.argv[1:]:
        for path, text in files().items():
            path.write_text(text, encoding="utf-8")
    elif outdated:
        sys.exit(f"{', '.join(path.name for path in outdated)}: out of date. Run: python -m tools.ansible_docs")


if __name__ == "__main__":
    main()
