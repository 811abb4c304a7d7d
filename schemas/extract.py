# SPDX-License-Identifier: MIT
"""Extracts the JSON Schemas (2020-12) from openapi.yaml and writes them as files and as the core's `_schemas` module.

`python schemas/extract.py` writes everything; with `--check` it writes nothing and fails when a file is out of step.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
OPENAPI = HERE / "openapi.yaml"
MODULE = HERE.parent / "ansible_collections/together/ai/plugins/module_utils/core/_schemas.py"

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OPERATION = ("paths", "/endpoints", "get")
SOURCES = {  # file name -> where its schema stands in openapi.yaml
    "list-response": (*OPERATION, "responses", "200", "content", "application/json", "schema"),
    "list-endpoint": ("components", "schemas", "ListEndpoint"),
    "error-data": ("components", "schemas", "ErrorData"),
}
COMPONENTS = "#/components/schemas/"

MODULE_TEXT = '''\
# SPDX-License-Identifier: MIT
"""The JSON Schemas of the API, as JSON text. Written by schemas/extract.py from schemas/openapi.yaml: do not edit."""

from __future__ import annotations

SCHEMAS = {{
{entries}
}}
'''


def schemas(openapi: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """JSON Schemas by file name, each complete in itself."""
    extracted = {name: _standalone(_at(openapi, path), openapi) for name, path in SOURCES.items()}
    extracted["query-parameters"] = _parameters(_at(openapi, OPERATION)["parameters"])
    return {name: {"$schema": DIALECT, "title": name, **schema} for name, schema in extracted.items()}


def files(extracted: dict[str, dict[str, Any]]) -> dict[Path, str]:
    """Everything that is generated: path -> text."""
    texts = {name: json.dumps(schema, indent=2) for name, schema in extracted.items()}
    entries = "\n".join(f'    "{name}": r"""{text}""",' for name, text in texts.items())
    written = {HERE / f"{name}.json": text + "\n" for name, text in texts.items()}
    return {**written, MODULE: MODULE_TEXT.format(entries=entries)}


def out_of_step() -> list[Path]:
    """The generated files whose text is not what openapi.yaml says."""
    wanted = files(schemas(yaml.safe_load(OPENAPI.read_text())))
    return [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]


def _at(document: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def _standalone(schema: dict[str, Any], openapi: dict[str, Any]) -> dict[str, Any]:
    components = openapi["components"]["schemas"]
    definitions = {name: _json_schema(components[name]) for name in _references(schema)}
    return {**_json_schema(schema), **({"$defs": definitions} if definitions else {})}


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for item in node for name in _references(item)]
    if not isinstance(node, dict):
        return []
    if "$ref" in node:
        return [node["$ref"].removeprefix(COMPONENTS)]
    return [name for value in node.values() for name in _references(value)]


def _json_schema(node: Any) -> Any:
    """An OpenAPI schema as JSON Schema: what OpenAPI adds is turned into what JSON Schema checks, or dropped."""
    if isinstance(node, list):
        return [_json_schema(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"].replace(COMPONENTS, "#/$defs/")}
    schema = {key: value for key, value in node.items() if key not in ("nullable", "example", "properties")}
    schema = {key: _json_schema(value) for key, value in schema.items()}
    if "properties" in node:
        schema["properties"] = {name: _json_schema(value) for name, value in node["properties"].items()}
    if node.get("nullable") is True:
        schema["type"] = [node["type"], "null"]
        schema.update({"enum": [*node["enum"], None]} if "enum" in node else {})
    return schema


def _parameters(parameters: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [parameter["name"] for parameter in parameters if parameter["required"]],
        "properties": {parameter["name"]: _json_schema(parameter["schema"]) for parameter in parameters},
        "additionalProperties": False,
    }


def main() -> None:
    """Writes what is out of step, or with `--check` names it and exits 1."""
    stale = out_of_step()
    if "--check" in sys.argv and stale:
        sys.exit(f"out of step with {OPENAPI.name}: {', '.join(path.name for path in stale)}; run `make schemas`")
    for path, text in files(schemas(yaml.safe_load(OPENAPI.read_text()))).items():
        path.write_text(text)


if __name__ == "__main__":
    main()
