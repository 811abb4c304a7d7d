# SPDX-License-Identifier: MIT
"""Extracts JSON Schemas (2020-12) from the OpenAPI documents here, for files and for the core.

The core gets them as text, `_schemas`, and compiled, `_conforms_v1` and `_conforms_v2`.

`python schemas/extract.py` writes everything; with `--check` it writes nothing and fails when a file is out of step.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

import compiler

HERE = Path(__file__).parent
CORE = HERE.parent / "ansible_collections/together/ai/plugins/module_utils/_core/contract"

DIALECT = "https://json-schema.org/draft/2020-12/schema"
OPERATION = ("paths", "/endpoints", "get")
COMPONENTS = "#/components/schemas/"
SOURCES: dict[str, dict[str, tuple[str, ...]]] = {  # OpenAPI document -> file name -> where its schema stands there
    "openapi.yaml": {
        "list-response": (*OPERATION, "responses", "200", "content", "application/json", "schema"),
        "list-endpoint": ("components", "schemas", "ListEndpoint"),
        "error-data": ("components", "schemas", "ErrorData"),
        "query-parameters": (*OPERATION, "parameters"),
    },
    "openapi-v2.yaml": {
        "v2-endpoints": ("components", "schemas", "EndpointPage"),
        "v2-models": ("components", "schemas", "ModelPage"),
        "v2-supported-models": ("components", "schemas", "SupportedModelPage"),
        "whoami": ("components", "schemas", "FlatIdentity"),
        "v3-whoami": ("components", "schemas", "Identity"),
        "projects": ("components", "schemas", "ProjectPage"),
    },
}
# Each generation of the API in a module of its own: Ansible compiles what is loaded anew for each task.
COMPILED = {"openapi.yaml": "_conforms_v1.py", "openapi-v2.yaml": "_conforms_v2.py"}

MODULE_TEXT = '''\
# SPDX-License-Identifier: MIT
"""The JSON Schemas of the API, as JSON text. Written by schemas/extract.py: do not edit."""

from __future__ import annotations

SCHEMAS = {{
{entries}
}}
'''


def schemas() -> dict[str, dict[str, Any]]:
    """JSON Schemas by file name, each complete in itself."""
    extracted = {}
    for document, paths in SOURCES.items():
        openapi = yaml.safe_load((HERE / document).read_text())
        for name, path in paths.items():
            extracted[name] = {"$schema": DIALECT, "title": name, **_standalone(_at(openapi, path), openapi)}
    return extracted


def files(extracted: dict[str, dict[str, Any]]) -> dict[Path, str]:
    """Everything that is generated: path -> text."""
    texts = {name: json.dumps(schema, indent=2) for name, schema in extracted.items()}
    entries = "\n".join(f'    "{name}": r"""{text}""",' for name, text in texts.items())
    written = {HERE / f"{name}.json": text + "\n" for name, text in texts.items()}
    core = {"_schemas.py": MODULE_TEXT.format(entries=entries)}
    for document, module in COMPILED.items():
        core[module] = compiler.module({name: extracted[name] for name in SOURCES[document]})
    return {**written, **{CORE / name: _formatted(CORE / name, text) for name, text in core.items()}}


def out_of_step() -> list[Path]:
    """The generated files whose text is not what openapi.yaml says."""
    return [path for path, text in files(schemas()).items() if not path.exists() or path.read_text() != text]


def _formatted(path: Path, text: str) -> str:
    """Python source as ruff formats it, with the settings of this repository."""
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(path), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout


def _at(document: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        document = document[key]
    return document


def _standalone(node: Any, openapi: dict[str, Any]) -> dict[str, Any]:
    schema = _parameters(node) if isinstance(node, list) else _json_schema(node)
    components = openapi["components"]["schemas"]
    definitions: dict[str, Any] = {}
    waiting = _references(schema)
    while waiting:
        name = waiting.pop(0)
        if name not in definitions:
            definitions[name] = _json_schema(components[name])
            waiting += _references(definitions[name])
    return {**schema, **({"$defs": definitions} if definitions else {})}


def _references(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for item in node for name in _references(item)]
    if not isinstance(node, dict):
        return []
    if "$ref" in node:
        return [node["$ref"].removeprefix("#/$defs/")]
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
        sys.exit(f"out of step: {', '.join(path.name for path in stale)}; run `make schemas`")
    for path, text in files(schemas()).items():
        path.write_text(text)


if __name__ == "__main__":
    main()
