# SPDX-License-Identifier: MIT
"""Writes the schema of the Pulumi plugin from the core's option tables and the results of the Python functions.

`python -m tools.pulumi_schema` writes it, and the tables of options in docs/pulumi.md and in
docs/installation-configuration.md. With `--check` it writes nothing, and fails if a file is out of date.
No property has a `default`, or an environment variable in the schema's own form. An SDK would send these values, so
that the default would hide the variable, and the key from the environment would be stored in the state.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from pulumi_together import ContractViolation, GetEndpointResult, GetEndpointsResult, ListedEndpoint
from pulumi_together._core import client as core
from pulumi_together.accounts import config_key, set_key_command
from pulumi_together.naming import camel_case
from pulumi_together.queries import MODEL_NAMES, ONE_ENDPOINT, SEVERAL_ENDPOINTS
from pulumi_together.resource_id import EXAMPLE

from . import option_text, result_text
from .generated_files import write_or_check
from .publication import Publication, publication
from .pulumi_python import GET_ENDPOINT_FIELDS, choice_type

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = ROOT / "pulumi_provider" / "pulumi_together" / "schema.json"
GUIDE = ROOT / "docs" / "pulumi.md"
REGISTRY_PAGE = ROOT / "docs" / "installation-configuration.md"
BEGIN, END = "<!-- BEGIN GENERATED: options -->\n", "<!-- END GENERATED -->\n"
TOKEN = "together:index:"
RESULT_FIELDS = {*result_text.ENDPOINT, *result_text.ANSWER}


def _style(option: Callable[[str], str]) -> option_text.Style:
    """Markdown with the schema's names for options and for fields of results."""
    markdown = option_text.markdown_style(option)
    return markdown._replace(literal=lambda text: f"`{camel_case(text) if text in RESULT_FIELDS else text}`")


STYLE = _style(camel_case)
ONE_STYLE = _style(lambda option: camel_case(MODEL_NAMES.get(option, option)))
OPTION_TYPES: dict[str, dict[str, Any]] = {
    "str": {"type": "string"},
    "path": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "list": {"type": "array", "items": {"type": "string"}},
}
ENUM_NAMES = {"Type": "EndpointType"}  # `Type` is taken in some languages
ENDPOINT = {"$ref": f"#/types/{TOKEN}ListedEndpoint"}
FIELD_TYPES: dict[str, dict[str, Any]] = {  # annotation of a result's field -> its type in the schema
    "str": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "dict[str, Any]": {"type": "object", "additionalProperties": {"$ref": "pulumi.json#/Any"}},
    "dict[str, str]": {"type": "object", "additionalProperties": {"type": "string"}},
    "list[str]": {"type": "array", "items": {"type": "string"}},
    "ListedEndpoint": ENDPOINT,
    "list[ListedEndpoint]": {"type": "array", "items": ENDPOINT},
    "list[ContractViolation]": {"type": "array", "items": {"$ref": f"#/types/{TOKEN}ContractViolation"}},
    "dict[str, list[ListedEndpoint]]": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": ENDPOINT},
    },
}
PROVIDER = (
    "The connection to the Together AI API. An option that is not set is read from its environment variable, and has "
    "its default otherwise. Pulumi configures the default provider from the stack's configuration, such as "
    "`together:baseUrl`. A provider that the program creates has only the arguments that it is given."
)
RESOURCE = (
    "The Together AI endpoint that serves a model, as a read-only resource. Every preview, update and refresh reads "
    "it. If another endpoint serves the model, `pulumi preview --diff` shows old => new. Read it with the get function "
    "of your language, such as `Endpoint.get(name, id)`, or in YAML with `get` and an `id`. The `id` is the model, or "
    f"a JSON object of the arguments of `getEndpoint` such as `{EXAMPLE}`. Nothing is created, changed or deleted at "
    "Together AI, and `pulumi destroy` only removes the resource from the state."
)
GET_ENDPOINT = (
    "Find the Together AI endpoint that serves a model. If no endpoint matches, or if several match and `onMultiple` "
    "does not select one, the function fails. For several models, or to accept these cases, use `getEndpoints`."
)
GET_ENDPOINTS = "Find the Together AI endpoints that serve some models, or all endpoints that pass the filters."
LISTED_ENDPOINT = "One of the endpoints that `getEndpoints` returns."
CONTRACT_VIOLATION = "A place where a response violates the API's schema without failing the lookup."
DESCRIPTION = "Finds the Together AI endpoints that serve models: their IDs, names and inference URLs."
REGISTRY_KEYWORDS = ("category/infrastructure", "kind/native")  # where the Registry lists the provider
LANGUAGES: dict[str, dict[str, Any]] = {
    "csharp": {
        "namespaces": {"together": "TogetherAI", "index": "TogetherAI"},
        "packageReferences": {"Pulumi": "3.*"},
        "respectSchemaVersion": True,
        "rootNamespace": "PulumiTogether",
    },
    "go": {
        "generateResourceContainerTypes": True,
        "importBasePath": "pulumi-together/sdk/go/together",
        "respectSchemaVersion": True,
    },
    "java": {"basePackage": "pulumitogether", "buildFiles": "gradle", "respectSchemaVersion": True},
    "nodejs": {
        "dependencies": {"@pulumi/pulumi": "^3.142.0"},
        "packageName": "pulumi-together",
        "respectSchemaVersion": True,
    },
    # Not pulumi_together, the Python package itself, which `pulumi package add` would overwrite.
    "python": {
        "packageName": "pulumi_together_sdk",
        "pyproject": {"enabled": True},
        "requires": {"pulumi": ">=3.165.0,<4.0.0"},
        "respectSchemaVersion": True,
    },
}


def metadata(facts: Publication) -> dict[str, Any]:
    """What the Registry shows about the provider, and where Pulumi downloads its plugin."""
    return {
        "name": "together",
        "displayName": facts.display_name,
        "version": core.VERSION,
        "description": DESCRIPTION,
        "keywords": [*facts.keywords, *REGISTRY_KEYWORDS],
        "license": "MIT",
        "publisher": facts.publisher,
        **facts.schema_urls,
        "meta": {"moduleFormat": "(.*)", "supportPack": True},
    }


def schema() -> dict[str, Any]:
    """The schema, in Pulumi's package schema format."""
    connection = {camel_case(option.name): _connection_option(option) for option in core.CONNECTION}
    return {
        **metadata(publication()),
        "language": LANGUAGES,
        "config": {"variables": connection},
        "provider": {"description": PROVIDER, "inputProperties": connection},
        "types": {**_enums(), **_types()},
        "resources": {f"{TOKEN}Endpoint": _resource()},
        "functions": {
            f"{TOKEN}getEndpoint": {
                "description": GET_ENDPOINT,
                "inputs": _object("", _inputs(ONE_ENDPOINT, ONE_STYLE), ["model"]),
                "outputs": _result(GetEndpointResult, GET_ENDPOINT_FIELDS),
            },
            f"{TOKEN}getEndpoints": {
                "description": GET_ENDPOINTS,
                "inputs": _object("", _inputs(SEVERAL_ENDPOINTS, STYLE), []),
                "outputs": _result(GetEndpointsResult, result_text.ANSWER),
            },
        },
    }


def _connection_option(option: core.Option) -> dict[str, Any]:
    if not option.secret:
        return _option(option, STYLE)
    described = _option(option, STYLE)
    set_it = f"Set it with `{set_key_command(None)}`."
    return {**described, "description": f"{described['description']} {set_it}", "secret": True}


def _inputs(options: Sequence[core.Option], style: option_text.Style) -> dict[str, Any]:
    return {camel_case(option.name): _option(option, style) for option in options}


def _option(option: core.Option, style: option_text.Style) -> dict[str, Any]:
    kind = {"$ref": f"#/types/{TOKEN}{_enum_name(option)}"} if option.choices else OPTION_TYPES[option.type]
    return {**kind, "description": " ".join(option_text.describe(option, style))}


def _enum_name(option: core.Option) -> str:
    name = choice_type(option)
    return ENUM_NAMES.get(name, name)


def _enums() -> dict[str, Any]:
    options = [option for option in (*core.CONNECTION, *SEVERAL_ENDPOINTS, *ONE_ENDPOINT) if option.choices]
    return {f"{TOKEN}{_enum_name(option)}": _enum(option) for option in options}


def _enum(option: core.Option) -> dict[str, Any]:
    values = [
        {"value": value, "description": option_text.render(meaning, STYLE)} for value, meaning in option.choices.items()
    ]
    return {"type": "string", "description": option_text.render(option.help[0], STYLE), "enum": values}


def _types() -> dict[str, Any]:
    return {
        f"{TOKEN}ContractViolation": _result(ContractViolation, result_text.VIOLATION, CONTRACT_VIOLATION),
        f"{TOKEN}ListedEndpoint": _result(ListedEndpoint, result_text.ENDPOINT, LISTED_ENDPOINT),
    }


def _resource() -> dict[str, Any]:
    endpoint = _result(GetEndpointResult, GET_ENDPOINT_FIELDS)
    properties = {("endpointId" if name == "id" else name): value for name, value in endpoint["properties"].items()}
    required = ["endpointId" if name == "id" else name for name in endpoint["required"]]
    return {**_object(RESOURCE, properties, required), "inputProperties": {}}


def _result(result: type, descriptions: Mapping[str, Sequence[str]], description: str = "") -> dict[str, Any]:
    """A result as an object type. Fields that can be None are not required."""
    annotations = {field.name: str(field.type) for field in fields(result)}
    properties = {
        camel_case(name): {
            **FIELD_TYPES[annotation.removesuffix(" | None")],
            "description": " ".join(option_text.render_all(descriptions[name], STYLE)),
        }
        for name, annotation in annotations.items()
    }
    required = [camel_case(name) for name, annotation in annotations.items() if not annotation.endswith(" | None")]
    return _object(description, properties, required)


def _object(description: str, properties: dict[str, Any], required: Iterable[str]) -> dict[str, Any]:
    names = sorted(required)
    return {
        **({"description": description} if description else {}),
        "type": "object",
        "properties": properties,
        **({"required": names} if names else {}),
    }


def with_table(page: Path, rows: Iterable[Sequence[str]]) -> str:
    """The text of a page with these rows as its table of options."""
    before, _begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    table = "".join(f"| {' | '.join(row)} |\n" for row in rows)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.partition(END)[2]}"


def registry_rows() -> Iterator[list[str]]:
    """The table of options for the Registry."""
    yield ["option", "secret", "environment", "default", "meaning"]
    yield ["---"] * 5
    for option in core.CONNECTION:
        meaning = [
            *option_text.render_all(option.help, STYLE),
            *option_text.choice_sentences(option, STYLE),
            *option_text.bounds_sentence(option),
        ]
        secret = "yes" if option.secret else ""
        yield [_config_key(option), secret, _variable(option), _default(option), " ".join(meaning)]


def guide_rows() -> Iterator[list[str]]:
    """The table of options for the guide."""
    yield ["argument", "configuration", "environment", "default"]
    yield ["---"] * 4
    for option in core.CONNECTION:
        secret = ", a secret" if option.secret else ""
        yield [f"`{option.name}`", f"{_config_key(option)}{secret}", _variable(option), _default(option)]


def _config_key(option: core.Option) -> str:
    return f"`{config_key(option.name, None)}`"


def _variable(option: core.Option) -> str:
    return f"`{option.environment}`" if option.environment else ""


def _default(option: core.Option) -> str:
    return "" if option.default is None else f"`{option_text.format_default(option.default)}`"


def main() -> None:
    """Write the files, or compare them."""
    texts = {
        SCHEMA: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n",
        GUIDE: with_table(GUIDE, guide_rows()),
        REGISTRY_PAGE: with_table(REGISTRY_PAGE, registry_rows()),
    }
    write_or_check(texts, "pulumi_schema")


if __name__ == "__main__":
    main()
