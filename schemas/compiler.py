# SPDX-License-Identifier: MIT
"""Compiles JSON Schemas to the core's `_conforms_*`: Python that tells whether a document conforms, and not why.

The set of keywords is closed. One that is not in it, or in a form that is not foreseen, is Unsupported: better no
module than one that lets pass what jsonschema would not.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator
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
    **dict.fromkeys(OF_OBJECTS, {"object"}),
    "items": {"array"},
    **dict.fromkeys(("minimum", "maximum"), {"number", "integer"}),
    "format": {"string"},
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
INSTANCES = {"array": "list", "boolean": "bool", "null": "NoneType", "object": "dict", "string": "str"}

MODULE = '''\
# SPDX-License-Identifier: MIT
"""Whether a document conforms to one of SCHEMAS: yes or no, and fast. Written by schemas/extract.py: do not edit."""

from __future__ import annotations

from typing import Any, Callable

from .rfc3339 import DATE_TIME

Check = Callable[[Any], bool]
NoneType = type(None)
_date_time = DATE_TIME.fullmatch

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
        constants="\n".join(code.constants.values()),
        functions="\n\n\n".join(code.functions.values()),
        documents="\n".join(f'    "{name}": {function},' for name, function in documents.items()),
        entries="\n".join(f'    "{name}": {function},' for name, function in code.entries.items()),
    )


class _Code:
    """Functions and constants as they come up; a function for a document, a definition, and an object within.

    A required property is looked up without asking whether it is there: a KeyError is a no, and the quickest one.
    """

    def __init__(self) -> None:
        self.functions: dict[str, str] = {}
        self.constants: dict[str, str] = {}
        self.entries: dict[str, str] = {}

    def document(self, name: str, schema: Schema) -> str:
        """The function for a whole schema; that for the entries of its list is kept beside."""
        _refuse_unknown(schema, name, schema.get("$defs", ()))
        function = f"_{_snake(name)}"
        for definition, inner in schema.get("$defs", {}).items():
            self._function(_named(function, definition), inner, function)
        entry = schema.get("properties", {}).get("data", {}).get("items", {})
        if "$ref" in entry:
            self.entries[name] = _named(function, _definition(entry))
        return self._function(function, schema, function)

    def _function(self, name: str, schema: Schema, document: str) -> str:
        conditions = list(self._conditions(schema, "value", name, document)) or ["True"]
        _add(self.functions, name, FUNCTION.format(name=name, result=" and ".join(conditions)))
        return name

    def _check(self, schema: Schema, name: str, document: str) -> str:
        """The function for an inner schema: of a definition that one, else its own."""
        return _named(document, _definition(schema)) if "$ref" in schema else self._function(name, schema, document)

    def _conditions(self, schema: Schema, value: str, name: str, document: str) -> Iterator[str]:
        """What has to be true of a value, an expression; each makes safe what comes after it."""
        properties, required = schema.get("properties", {}), schema.get("required", ())
        if "$ref" in schema:
            yield f"{self._check(schema, name, document)}({value})"
        if "type" in schema and "enum" not in schema:  # what is one of the words is of their type
            yield _type_check(_kinds(schema), value)
        if "const" in schema:
            yield f"{value} == {_quoted(schema['const'])}"
        if "enum" in schema:
            yield f"{value} in {self._constant(name, '({})', schema['enum'])}"
        if "format" in schema:
            yield f"_date_time({value}) is not None"
        if "minimum" in schema:
            yield f"{value} >= {schema['minimum']}"
        if "maximum" in schema:
            yield f"{value} <= {schema['maximum']}"
        if "items" in schema:
            yield f"all(map({self._check(schema['items'], f'{name}_entry', document)}, {value}))"
        if "additionalProperties" in schema:
            yield f"{value}.keys() <= {self._constant(f'{name}_properties', 'frozenset(({}))', properties)}"
        for field in {**dict.fromkeys(required), **properties}:
            inner = properties.get(field, {})
            nullable = field not in required and _allows_null(inner)  # an absent property passes as a null
            found = f"{value}.get({_quoted(field)})" if nullable else f"{value}[{_quoted(field)}]"
            conditions = list(self._of_property(inner, found, f"{name}_{_snake(field)}", document))
            if field in required:
                yield from conditions or [f"{_quoted(field)} in {value}"]
            elif nullable:
                yield from conditions
            elif conditions:
                yield f"({_quoted(field)} not in {value} or ({' and '.join(conditions)}))"

    def _of_property(self, schema: Schema, value: str, name: str, document: str) -> Iterator[str]:
        if OF_OBJECTS & schema.keys():  # a function of its own, so that each is as flat as the schema it is made from
            yield f"{self._check(schema, name, document)}({value})"
        else:
            yield from self._conditions(schema, value, name, document)

    def _constant(self, name: str, brackets: str, words: Iterable[str | None]) -> str:
        constant = name.strip("_").upper()
        lines = "\n" + "".join(f"    {_quoted(word)},\n" for word in words)
        _add(self.constants, constant, f"{constant} = {brackets.format(lines)}")
        return constant


def _refuse_unknown(schema: Any, place: str, definitions: Collection[str]) -> None:
    """Raises Unsupported for all in a schema that `_Code` would get wrong."""
    if not isinstance(schema, dict):
        raise Unsupported(f"{place}: a schema that is {schema!r}")
    kinds = schema.get("type")
    for keyword, value in schema.items():
        beside = keyword not in TYPED or (isinstance(kinds, str) and kinds in TYPED[keyword])
        if keyword not in KNOWN or not _is_of_form(keyword, value) or not beside:
            raise Unsupported(f"{place}: {keyword} {json.dumps(value)[:80]} beside type {kinds}")
    if "$ref" in schema and (len(schema) > 1 or _definition(schema) not in definitions):
        raise Unsupported(f"{place}: $ref {schema['$ref']} that is not alone, or to nowhere")
    if "enum" in schema and kinds and not {_kind(word) for word in schema["enum"]} <= set(_kinds(schema)):
        raise Unsupported(f"{place}: an enum with words that are not of type {kinds}")
    for name, inner in {**schema.get("$defs", {}), **schema.get("properties", {})}.items():
        _refuse_unknown(inner, f"{place}.{name}", definitions)
    if "items" in schema:
        _refuse_unknown(schema["items"], f"{place}[]", definitions)


def _is_of_form(keyword: str, value: Any) -> bool:
    return keyword not in FORMS or FORMS[keyword](value)


def _add(texts: dict[str, str], name: str, text: str) -> None:
    if name in texts:
        raise Unsupported(f"{name}: two parts of the schemas have this name")
    texts[name] = text


def _type_check(kinds: list[str], value: str) -> str:
    if len(kinds) > 1 and set(kinds) <= INSTANCES.keys():
        return f"isinstance({value}, ({', '.join(INSTANCES[kind] for kind in kinds)}))"
    checks = " or ".join(TYPES[kind].format(value) for kind in kinds)
    return f"({checks})" if len(kinds) > 1 else checks


def _allows_null(schema: Schema) -> bool:
    excluded = "const" in schema or None not in schema.get("enum", [None])
    return "type" in schema and "null" in _kinds(schema) and not excluded


def _kinds(schema: Schema) -> list[str]:
    kinds: list[str] | str = schema["type"]
    return [kinds] if isinstance(kinds, str) else kinds


def _kind(word: str | None) -> str:
    return "null" if word is None else "string"


def _definition(schema: Schema) -> str:
    return str(schema["$ref"])[len(DEFINITION) :]


def _named(document: str, definition: str) -> str:
    return f"{document}_{_snake(definition)}"


def _quoted(word: str | None) -> str:
    return "None" if word is None else json.dumps(word, ensure_ascii=False)


def _snake(name: str) -> str:
    """A name of the schemas as a name in Python: `ListEndpoint` and `list-endpoint` become list_endpoint."""
    return re.sub(r"\W", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).lower()
