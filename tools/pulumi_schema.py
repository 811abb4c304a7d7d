# SPDX-License-Identifier: MIT
"""Writes the schema of the Pulumi plugin from the core's options and the results of the Python functions.

`python -m tools.pulumi_schema` writes it; with `--check` it writes nothing and fails when the file is out of step.
No property has a `default` or the name of a variable in the schema's own way: an SDK would then send it, so that the
default hid the variable, and the key of the environment got into the state.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from pulumi_together import ContractViolation, GetEndpointResult, GetEndpointsResult
from pulumi_together._core import client as core
from pulumi_together.results import camel_case

FILE = Path(__file__).resolve().parent.parent / "pulumi_provider/pulumi_together/schema.json"
TOKEN = "together:index:"
KINDS: dict[str, dict[str, Any]] = {
    "str": {"type": "string"},
    "path": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "list": {"type": "array", "items": {"type": "string"}},
}
ENUMS = {  # option -> the type of its words, and what these mean
    "api_version": (
        "ApiVersion",
        "A generation of the Together AI API.",
        {
            "auto": "Both generations, merged.",
            "v1": "One list of everything that the caller may use, the public serverless endpoints included.",
            "v2": "The endpoints of one project.",
        },
    ),
    "validation": (
        "Validation",
        "What must keep to the API's specification, lest the lookup fail.",
        {
            "strict": "Everything that the API answers.",
            "answer": "The endpoints given, but for new words where the specification lists them, as for states.",
            "warn": "Only that id, name and model are strings.",
        },
    ),
    "type": (
        "EndpointType",
        "A type of endpoint.",
        {
            "dedicated": "An endpoint on hardware of its own.",
            "serverless": "A public endpoint that all share.",
        },
    ),
    "usage_type": (
        "UsageType",
        "How the hardware of an endpoint is paid for.",
        {"on-demand": "By use.", "reserved": "Reserved for some time."},
    ),
    "on_multiple": (
        "OnMultiple",
        "What several endpoints for one model are.",
        {
            "fail": "An error that lists them.",
            "newest": "The one created last is taken.",
            "all": "All are taken.",
        },
    ),
    "on_missing": (
        "OnMissing",
        "What no endpoint for a model is.",
        {"fail": "An error that offers similar names.", "ignore": "The lookup goes on without it."},
    ),
}
CONNECTION = {
    "api_key": "Together AI API key; it is needed. Set it as a secret: pulumi config set --secret together:apiKey. "
    "It is in no output, log or error.",
    "base_url": "http or https URL of the API, with or without /v1.",
    "api_version": "The generation of the API: v1 or v2.",
    "project_id": "For v2, the project to look in; without it, the project of the key.",
    "timeout": "Seconds to connect, and of silence while reading, in each try.",
    "deadline": "Seconds for everything, retries included.",
    "retries": "Tries after the first.",
    "validate_certs": "Whether to check the server's TLS certificate.",
    "ca_path": "File or directory of CA certificates (PEM) to trust instead of the usual ones.",
    "validation": "What must keep to the API's specification, lest a lookup fail: strict, everything that the API "
    "answers; answer, the endpoints given, but for new words where the specification lists them, as for states; "
    "warn, only that id, name and model are strings. All other violations are warnings.",
}
QUESTION = {
    "models": "The models asked for, spelled as the API spells them, such as Qwen/Qwen3-32B. Without it the result has "
    "every endpoint that passes the filters, and onMultiple and onMissing do not apply. An empty list is an error.",
    "type": "Only endpoints of this type: dedicated or serverless.",
    "usage_type": "Only endpoints with this kind of usage: on-demand or reserved.",
    "mine": "Only endpoints of the API key's account (true) or only those of others (false).",
    "state": "Only endpoints in one of these states, such as STARTED. Any word is taken: the API has more than its "
    "specification. An empty list is an error.",
    "owner": "Only endpoints of one of these owners, such as together. An empty list is an error.",
    "name": "Only endpoints with one of these inference names. An empty list is an error.",
    "ignore_case": "Compare models, states, owners and names without regard to case.",
    "on_multiple": "What several endpoints for one model are: fail, an error that lists them; newest, the one created "
    "last; all, all of them.",
    "on_missing": "What no endpoint for a model is: fail, an error that offers similar names; ignore, no error.",
}
ONE = core.Option("on_multiple", "str", default="fail", choices={"fail": "", "newest": ""})  # as getEndpoint has it
MODEL = "The model, spelled as the API spells it, such as Qwen/Qwen3-32B."
ON_MULTIPLE_OF_ONE = (
    "What several endpoints for the model are: fail, an error that lists them; newest, the one created last. "
    "Only getEndpoints has all."
)
ENDPOINT = {
    "id": "What management calls take, such as endpoint-3708427d-...",
    "name": "What inference calls pass as model, such as acme/Qwen3-32B-0f3a91bc.",
    "model": "The model it serves, such as Qwen/Qwen3-32B. A v2 endpoint without a deployment has none.",
    "type": "dedicated or serverless.",
    "owner": "Whose it is; together for public ones.",
    "state": "Such as STARTED, STOPPED or PENDING; the API knows more words than its specification.",
    "created_at": "RFC 3339 date-time, as the API sent it.",
    "api_version": "The generation of the API that lists it, v1 or v2.",
    "inference_url": "The URL for inference calls to it.",
    "ready": "Whether it accepts inference calls: the state is STARTED or READY.",
    "running": "Whether its hardware is up and billed. False for serverless endpoints.",
    "object": "Always endpoint.",
    "extra": "All fields that the specification does not know, by name.",
}
ENDPOINTS = {
    "endpoints": "The selected endpoints, each once, in the API's order.",
    "matches": "Model -> its selected endpoints; a key for every model asked for, as it was spelled, or, with no "
    "models, for every model seen.",
    "ids": "Model -> endpoint id, for every model with exactly one selected endpoint.",
    "names": "Model -> inference name, for the same models.",
    "contract_violations": "What the API's answer broke of its schema without failing the lookup.",
    "count": "How many endpoints were selected.",
    "api_versions": "The generations of the API that answered.",
    "endpoint": "The selected endpoint if there is exactly one.",
}
VIOLATION = {
    "path": "Where, as a JSON path such as $.data[3].state.",
    "message": "What was expected and what was found.",
}
ROW = {"$ref": f"#/types/{TOKEN}ListedEndpoint"}
SHAPES: dict[str, dict[str, Any]] = {  # annotation of a result's field -> its type in the schema
    "str": {"type": "string"},
    "bool": {"type": "boolean"},
    "int": {"type": "integer"},
    "dict[str, Any]": {"type": "object", "additionalProperties": {"$ref": "pulumi.json#/Any"}},
    "dict[str, str]": {"type": "object", "additionalProperties": {"type": "string"}},
    "list[str]": {"type": "array", "items": {"type": "string"}},
    "GetEndpointResult | None": ROW,
    "list[GetEndpointResult]": {"type": "array", "items": ROW},
    "list[ContractViolation]": {"type": "array", "items": {"$ref": f"#/types/{TOKEN}ContractViolation"}},
    "dict[str, list[GetEndpointResult]]": {
        "type": "object",
        "additionalProperties": {"type": "array", "items": ROW},
    },
}
# Fields that are there whatever the API sends and `validation` allows. The others can be null.
ALWAYS = {"id", "name", "api_version", "inference_url", "ready", "running", "extra"}
SELECTOR = (
    "The resource's own id is what it is read by: the model, or, with filters, a JSON object of the arguments of "
    'getEndpoint such as {"model":"Qwen/Qwen3-32B","type":"dedicated"}.'
)
RESOURCE = (
    "The endpoint that serves a model, read anew at each preview, up and refresh; when another one serves it, the "
    "program's diff shows old => new. It is read only: use the get form of your language, such as "
    f"Endpoint.get(name, id) or, in YAML, get with an id. {SELECTOR} Nothing is ever created, changed or deleted at "
    "Together AI, and destroy only forgets it."
)
ABOUT = {
    "name": "together",
    "displayName": "Together AI endpoints",
    "version": core.VERSION,
    "description": "Look up which Together AI endpoint serves a model: models in, endpoint ids and inference "
    "names out.",
    "keywords": ["pulumi", "together", "together-ai", "inference", "category/infrastructure"],
    "license": "MIT",
    "publisher": "pulumi_together contributors",
    "meta": {"moduleFormat": "(.*)", "supportPack": True},
}
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
    # Not pulumi_together, which is the Python package itself: `pulumi package add` would write over it.
    "python": {
        "packageName": "pulumi_together_sdk",
        "pyproject": {"enabled": True},
        "requires": {"pulumi": ">=3.165.0,<4.0.0"},
        "respectSchemaVersion": True,
    },
}


def schema() -> dict[str, Any]:
    """The schema, in Pulumi's package schema format."""
    connection = {camel_case(option.name): _of_provider(option) for option in core.CONNECTION}
    return {
        **ABOUT,
        "language": LANGUAGES,
        "config": {"variables": connection},
        "provider": {
            "description": "How the Together AI API is reached. Each option is what the provider is given, else the "
            "environment variable named, else the default. The default provider is given the stack's configuration, "
            "such as together:baseUrl; an explicit one is given its arguments and nothing of it.",
            "inputProperties": connection,
        },
        "types": {**_enums(), **_types()},
        "resources": {TOKEN + "Endpoint": _resource()},
        "functions": {TOKEN + "getEndpoint": _get_endpoint(), TOKEN + "getEndpoints": _get_endpoints()},
    }


def _of_provider(option: core.Option) -> dict[str, Any]:
    secret = {"secret": True} if option.secret else {}
    return {**_kind(option), "description": _told(option, CONNECTION[option.name]), **secret}


def _kind(option: core.Option) -> dict[str, Any]:
    return {"$ref": f"#/types/{TOKEN}{ENUMS[option.name][0]}"} if option.choices else KINDS[option.type]


def _told(option: core.Option, description: str) -> str:
    """A description with the facts that the core has of an option: bounds, variable, default."""
    lower = [f"above {option.above:g}"] if option.above is not None else []
    lower += [f"at least {option.minimum:g}"] if option.minimum is not None else []
    bounds = f"{lower[0].capitalize()}, at most {option.maximum:g}." if lower else ""
    variable = f"Environment: {option.environment}." if option.environment else ""
    default = f"Default {_plain(option.default)}." if option.default is not None else ""
    return " ".join(filter(None, (description, bounds, variable, default)))


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:g}" if type(value) is float else json.dumps(value)


def _enums() -> dict[str, Any]:
    found = {}
    for option in (*core.CONNECTION, *core.QUESTION):
        if option.choices:
            name, description, words = ENUMS[option.name]
            values = [{"value": word, "description": words[word]} for word in option.choices]
            found[TOKEN + name] = {"type": "string", "description": description, "enum": values}
    return found


def _types() -> dict[str, Any]:
    name, description, words = ENUMS["on_multiple"]
    return {
        f"{TOKEN}{name}OfOne": {
            "type": "string",
            "description": description,
            "enum": [{"value": word, "description": words[word]} for word in ONE.choices],
        },
        f"{TOKEN}ContractViolation": _object(
            "One thing in the API's answer that breaks its schema, without failing the lookup.",
            _properties(ContractViolation, VIOLATION),
            VIOLATION,
        ),
        f"{TOKEN}ListedEndpoint": _object(
            "One endpoint, as the API lists it.", _properties(GetEndpointResult, ENDPOINT), ALWAYS
        ),
    }


def _get_endpoint() -> dict[str, Any]:
    options = [option for option in core.QUESTION if option.name not in ("models", "on_missing")]
    filters = {camel_case(option.name): _asked(option) for option in options}
    filters["onMultiple"] = {
        "$ref": f"#/types/{TOKEN}OnMultipleOfOne",
        "description": _told(ONE, ON_MULTIPLE_OF_ONE),
    }
    return {
        "description": "The one Together AI endpoint that serves a model. Several are an error that lists them, none "
        "is one that offers similar names; getEndpoints has the means to choose otherwise.",
        "inputs": _object("", {"model": {"type": "string", "description": MODEL}, **filters}, ["model"]),
        "outputs": _object("", _properties(GetEndpointResult, ENDPOINT), {*ALWAYS, "model"}),
    }


def _get_endpoints() -> dict[str, Any]:
    return {
        "description": "The Together AI endpoints that serve some models, or all endpoints that pass the filters.",
        "inputs": _object("", {camel_case(option.name): _asked(option) for option in core.QUESTION}, []),
        "outputs": _object("", _properties(GetEndpointsResult, ENDPOINTS), set(ENDPOINTS) - {"endpoint"}),
    }


def _asked(option: core.Option) -> dict[str, Any]:
    return {**_kind(option), "description": _told(option, QUESTION[option.name])}


def _resource() -> dict[str, Any]:
    properties = _properties(GetEndpointResult, ENDPOINT)
    properties = {"endpointId": properties.pop("id"), **properties}  # the id of a resource is Pulumi's own
    required = {"endpointId", "model", *ALWAYS - {"id"}}
    return {**_object(RESOURCE, properties, required), "inputProperties": {}}


def _properties(result: type, descriptions: dict[str, str]) -> dict[str, Any]:
    return {
        camel_case(field.name): {**SHAPES[str(field.type)], "description": descriptions[field.name]}
        for field in fields(result)
    }


def _object(description: str, properties: dict[str, Any], required: Iterable[str]) -> dict[str, Any]:
    """An object type; required: names in snake or camel case."""
    told = {"description": description} if description else {}
    needed = {"required": sorted(map(camel_case, required))} if list(required) else {}
    return {**told, "type": "object", "properties": properties, **needed}


def main() -> None:
    """Write the schema, or compare it."""
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if "--check" in sys.argv[1:]:
        if not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
            sys.exit(f"{FILE.name} is out of step with the core; run: python -m tools.pulumi_schema")
        return
    FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
