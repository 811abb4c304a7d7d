# SPDX-License-Identifier: MIT
"""Compiles JSON Schemas to the core's `_conforms`: Python that tells whether a document conforms, and not why.

The set of keywords is closed. One that is not in it, or in a form that is not foreseen, is Unsupported: better no
module than one that lets pass what jsonschema would not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Schema = dict[str, Any]

ANNOTATIONS = {"$schema", "$defs", "title", "description", "default"}
# JSON's types, as Python's json makes them. As in JSON Schema a bool is no number, and 1.0 is an integer.
TYPES = {
    "array": "isinstance({0}, list)",
    "boolean": "isinstance({0}, bool)",
    "integer": "_is_integer({0})",
    "null": "{0} is None",
    "number": "_is_number({0})",
    "object": "isinstance({0}, dict)",
    "string": "isinstance({0}, str)",
}
OF_OBJECTS = {"required", "properties", "additionalProperties"}
TYPED = {  # keyword -> the types it may stand beside: it says nothing of other values, and is compiled as if it did
    **dict.fromkeys(OF_OBJECTS, ("object",)),
    "items": ("array",),
    **dict.fromkeys(("minimum", "maximum"), ("number", "integer")),
    "format": ("string",),
}
KNOWN = ANNOTATIONS | TYPED.keys() | {"$ref", "type", "const", "enum"}
DEFINITION = "#/$defs/"
FORMS: dict[str, Callable[[Any], bool]] = {  # keyword -> whether its value is of a form that is compiled
    "$ref": lambda ref: ref.startswith(DEFINITION),
    "type": lambda kinds: set(kinds if isinstance(kinds, list) else [kinds]) <= TYPES.keys(),
    "const": lambda const: isinstance(const, str),
    "enum": lambda words: all(word is None or isinstance(word, str) for word in words),
    "format": lambda word: word == "date-time",
    "minimum": lambda limit: type(limit) in (int, float),
    "maximum": lambda limit: type(limit) in (int, float),
    "additionalProperties": lambda allowed: allowed is False,
}
LONGEST = 104  # characters of a condition in one line

MODULE = '''\
# SPDX-License-Identifier: MIT
"""Whether a document conforms to one of SCHEMAS: yes or no, and fast. Written by schemas/extract.py: do not edit."""

from __future__ import annotations

from typing import Any, Callable

from .instants import DATE_TIME

Check = Callable[[Any], bool]

{constants}


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return value.is_integer() if isinstance(value, float) else _is_number(value)


{functions}


CONFORMS: dict[str, Check] = {{  # schema -> whether a document conforms
{documents}
}}
ENTRY_CONFORMS: dict[str, Check] = {{  # schema of a list -> whether one entry of its `data` conforms
{entries}
}}
'''
FUNCTION = """\
def {name}(value: Any) -> bool:
    try:
        return {result}
    except KeyError:
        return False"""


class Unsupported(Exception):  # noqa: N818 - as the core's: what is raised reads like what happened
    """A schema says what cannot be compiled. Its text names the place and the keyword."""


def module(schemas: dict[str, Schema]) -> str:
    """The text of a Python module that decides these schemas, each complete in itself. Raises Unsupported."""
    code = _Code()
    documents = {name: code.document(name, schema) for name, schema in schemas.items()}
    return MODULE.format(
        constants="\n".join(code.constants),
        functions="\n\n\n".join(code.functions),
        documents="\n".join(f'    "{name}": {function},' for name, function in documents.items()),
        entries="\n".join(f'    "{name}": {function},' for name, function in code.entries.items()),
    )


class _Code:
    """Functions and constants as they come up; a function for a document, a definition, and an object within.

    A required property is looked up without asking whether it is there: a KeyError is a no, and the quickest one.
    """

    def __init__(self) -> None:
        self.functions: list[str] = []
        self.constants: list[str] = []
        self.entries: dict[str, str] = {}

    def document(self, name: str, schema: Schema) -> str:
        """The function for a whole schema; that for the entries of its list is kept beside."""
        function = f"_{_snake(name)}"
        for definition, inner in schema.get("$defs", {}).items():
            self._function(_named(function, definition), inner, function)
        entry = schema.get("properties", {}).get("data", {}).get("items")
        if entry:
            self.entries[name] = self._check(entry, f"{function}_entry", function)
        return self._function(function, schema, function)

    def _function(self, name: str, schema: Schema, document: str) -> str:
        conditions = list(self._conditions(schema, "value", name, document)) or ["True"]
        in_a_line = " and ".join(conditions)
        whole = f"\n{' ' * 12}and ".join(conditions)
        result = in_a_line if len(in_a_line) <= LONGEST else f"(\n{' ' * 12}{whole}\n        )"
        self.functions.append(FUNCTION.format(name=name, result=result))
        return name

    def _check(self, schema: Schema, name: str, document: str) -> str:
        """The function for an inner schema: of a definition that one, else its own."""
        if "$ref" not in schema:
            return self._function(name, schema, document)
        _refuse_unknown(schema, name)
        return _named(document, schema["$ref"][len(DEFINITION) :])

    def _conditions(self, schema: Schema, value: str, name: str, document: str) -> Iterator[str]:
        """What has to be true of a value, an expression; each makes safe what comes after it."""
        _refuse_unknown(schema, name)
        if "$ref" in schema:
            yield f"{self._check(schema, name, document)}({value})"
        if "type" in schema and not ("enum" in schema and None not in schema["enum"] and schema["type"] == "string"):
            yield _either([TYPES[kind].format(value) for kind in _kinds(schema)])
        if "const" in schema:
            yield f"{value} == {_quoted(schema['const'])}"
        if "enum" in schema:
            yield f"{value} in {self._constant(name, schema['enum'])}"
        if "format" in schema:
            yield f"DATE_TIME.fullmatch({value}) is not None"
        if "minimum" in schema:
            yield f"{value} >= {schema['minimum']}"
        if "maximum" in schema:
            yield f"{value} <= {schema['maximum']}"
        if "items" in schema:
            yield f"all(map({self._check(schema['items'], f'{name}_entry', document)}, {value}))"
        if "additionalProperties" in schema:
            yield f"{value}.keys() <= {self._constant(f'{name}_properties', list(schema['properties']))}"
        properties, required = schema.get("properties", {}), schema.get("required", ())
        for field in {**dict.fromkeys(required), **properties}:
            found = f"{value}[{_quoted(field)}]"
            conditions = list(self._of_property(properties.get(field, {}), found, f"{name}_{_snake(field)}", document))
            if field in required:
                yield from conditions or [f"{_quoted(field)} in {value}"]
            else:
                yield from _optional(value, field, conditions)

    def _of_property(self, schema: Schema, value: str, name: str, document: str) -> Iterator[str]:
        if OF_OBJECTS & schema.keys():  # a function of its own, so that each is as flat as the schema it is made from
            yield f"{self._check(schema, name, document)}({value})"
        else:
            yield from self._conditions(schema, value, name, document)

    def _constant(self, name: str, words: list[str | None]) -> str:
        constant = name.strip("_").upper()
        lines = "".join(f"    {_quoted(word)},\n" for word in words)
        brackets = "{}" if name.endswith("_properties") else "()"
        self.constants.append(f"{constant} = {brackets[0]}\n{lines}{brackets[1]}")
        return constant


def _refuse_unknown(schema: Any, name: str) -> None:
    """Raises Unsupported for all that `_conditions` would get wrong."""
    if not isinstance(schema, dict):
        raise Unsupported(f"{name}: a schema that is {schema!r}")
    if "$ref" in schema and len(schema) > 1:
        raise Unsupported(f"{name}: $ref with {', '.join(schema.keys() - {'$ref'})}")
    kinds = schema.get("type")
    for keyword, value in schema.items():
        form = FORMS.get(keyword, lambda _value: True)
        beside = keyword not in TYPED or (isinstance(kinds, str) and kinds in TYPED[keyword])
        if keyword not in KNOWN or not beside or not form(value):
            raise Unsupported(f"{name}: {keyword} {json.dumps(value)[:80]} beside type {kinds}")


def _optional(value: str, field: str, conditions: list[str]) -> list[str]:
    """The conditions of a property that may be absent."""
    if not conditions:
        return []
    all_of_it = conditions[0] if len(conditions) == 1 else f"({' and '.join(conditions)})"
    return [_either([f"{_quoted(field)} not in {value}", *_alternatives(all_of_it)])]


def _kinds(schema: Schema) -> list[str]:
    kinds: list[str] | str = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else kinds


def _named(document: str, definition: str) -> str:
    return f"{document}_{_snake(definition)}"


def _either(alternatives: list[str]) -> str:
    if len(alternatives) == 1:
        return alternatives[0]
    in_a_line = f"({' or '.join(alternatives)})"
    broken = f"\n{' ' * 16}or ".join(alternatives)
    return in_a_line if len(in_a_line) <= LONGEST else f"(\n{' ' * 16}{broken}\n{' ' * 12})"


def _alternatives(condition: str) -> list[str]:
    return condition[1:-1].split(" or ") if condition.startswith("(") and " and " not in condition else [condition]


def _quoted(word: str | None) -> str:
    return "None" if word is None else json.dumps(word, ensure_ascii=False)


def _snake(name: str) -> str:
    """A name of the schemas as a name in Python: `ListEndpoint` and `list-endpoint` become list_endpoint."""
    return re.sub(r"\W", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).lower()
