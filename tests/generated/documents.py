# SPDX-License-Identifier: MIT
"""Responses generated from the schemas, mutations that may break them, and the verdict of jsonschema."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings, strategies
from hypothesis_jsonschema import from_schema
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from generated.tally import FACTOR

FOLDER = Path(__file__).parents[2] / "schemas"
LISTS = ("list-response", "v2-endpoints", "v2-models", "v2-supported-models", "projects")
RESPONSES = (*LISTS, "whoami", "v3-whoami", "error-data")
GENERATION = dict.fromkeys(RESPONSES, "v2") | dict.fromkeys(("list-response", "error-data"), "v1")
VALID_DOCUMENTS = 40 * FACTOR  # for each schema
MUTATIONS_OF_A_KIND = 10  # of each valid document

Position = tuple[Any, Any]  # a container and a key or index in it


@cache
def schema(name: str) -> dict[str, Any]:
    """The schema in a file of schemas/."""
    parsed: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return parsed


@cache
def valid_documents(name: str) -> list[Any]:
    """Documents that conform to a schema, the same in each run. Some have undefined properties."""
    whole = schema(name)
    inlined = _inlined(whole, whole.get("$defs", {}))
    documents: list[Any] = []

    @settings(
        max_examples=VALID_DOCUMENTS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategies.one_of(from_schema(inlined), from_schema(_with_entries(inlined))))
    def keep(document: Any) -> None:
        documents.append(document)

    keep()
    return documents


def mutated_documents(name: str, limit: int | None = None) -> Iterator[tuple[str, Any]]:
    """Mutations of valid documents, each with the name of its kind. limit: the number of valid documents."""
    for position, document in enumerate(islice(valid_documents(name), limit)):
        for kind, mutate in MUTATIONS.items():
            for number in range(MUTATIONS_OF_A_KIND):
                mutated = mutate(copy.deepcopy(document), Random(f"{position} {kind} {number}"))
                if json.dumps(mutated) != json.dumps(document):  # as JSON, because True equals 1 in Python
                    yield kind, mutated


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    """A schema without `$ref`, `$defs` and `$schema`."""
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(value, definitions) for key, value in node.items() if key not in ("$schema", "$defs")}


def _with_entries(node: Any) -> Any:
    """A schema whose lists are not empty."""
    if isinstance(node, list):
        return [_with_entries(item) for item in node]
    if not isinstance(node, dict):
        return node
    changed = {key: _with_entries(value) for key, value in node.items()}
    return {**changed, "minItems": 1, "maxItems": 2} if node.get("type") == "array" else changed


class Reference:
    """jsonschema with its own format checks, without any code of the core."""

    def __init__(self, name: str) -> None:
        self._validator = Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)

    def errors(self, document: Any) -> list[ValidationError]:
        """The errors of a document, in the order of jsonschema."""
        return list(self._validator.iter_errors(document))

    def paths(self, document: Any) -> list[str]:
        """The paths of the errors of a document, each once, in the order of jsonschema."""
        return list(dict.fromkeys(error.json_path for error in self.errors(document)))


reference = cache(Reference)

# A mutation takes a valid document and changes it in place or returns another one. The result may still be valid:
# jsonschema decides.

UNEXPECTED_VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 1.5, "", "x", "1", "2026-05-01"),
    *([], [[]], ["x"], {}, {"id": None}),
)
DATES = (
    *("2026-05-01T00:00:00Z", "2026-05-01t00:00:00z", "2024-02-29T23:59:59.999999999+14:00", "0001-01-01T00:00:00Z"),
    *("2023-02-29T00:00:00Z", "2026-05-01", "2026-05-01T24:00:00Z", "2026-12-31T23:59:60Z", "0000-01-01T00:00:00Z"),
    *("2026-05-01 00:00:00Z", "2026-05-01T00:00:00", "2026-05-01T00:00:00Z\n", "2026-05-01T00:00:00Z\n\n", "today"),
    *("２026-05-01T00:00:00Z", "2026-5-1T0:0:0Z", "+2026-05-01T00:00:00Z", "1777593600", "2026-05-01T00:00:00+24:00"),
)
NUMBERS = (True, False, None, "1", [1], 1.0, 1.5, -1, 0, -0.0)
HUGE = (10**308, -(10**50), 2**63, 1e308, -1e308, 1e-320, 10**18 + 0.5)
SURROGATES = ("\ud800", "a\udfffb", "\udc00\ud800", "\ud83d\ud83d\ude00")


def _remove(document: Any, random: Random) -> Any:
    for container, key in _choose([one for one in _positions(document) if isinstance(one[0], dict)], random):
        del container[key]
    return document


def _put(values: tuple[Any, ...], fits: Callable[[Any, Any], bool]) -> Callable[[Any, Random], Any]:
    """A mutation that replaces a value by one of these, where the key and the present value fit."""

    def change(document: Any, random: Random) -> Any:
        positions = [(container, key) for container, key in _positions(document) if fits(key, container[key])]
        for container, key in _choose(positions, random):
            container[key] = copy.deepcopy(random.choice(values))
        return document

    return change


def _misspell(document: Any, random: Random) -> Any:
    texts = [(container, key) for container, key in _positions(document) if isinstance(container[key], str)]
    for container, key in _choose(texts, random):
        change = random.choice((str.lower, str.swapcase, str.title, "{} ".format, "{}_NEW".format))
        container[key] = change(container[key])
    return document


def _wrap(document: Any, random: Random) -> Any:
    for container, key in _choose(list(_positions(document)), random):
        value = container[key]
        inner = next(iter(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()), 0)
        container[key] = random.choice(([value], {"data": value}, {key: value}, inner))
    return document


def _envelope(document: Any, random: Random) -> Any:
    data = document.get("data", [document])
    others: tuple[Any, ...] = (
        *(data, [document], None, "list", 7, {}, {"data": document}, {**document, "object": "lists"}),
        *({**document, "data": {str(number): entry for number, entry in enumerate(data)}}, {**document, "data": None}),
        *({"object": "list", "items": data}, {"object": ["list"], "data": data}, {"error": {"message": "no"}}),
    )
    return random.choice(others)


def _repeat(document: Any, random: Random) -> Any:
    data = document.get("data")
    if data:
        entry = copy.deepcopy(random.choice(data))
        data += [entry, {**entry, "name": "another"}, random.choice(data)]
    return document


def _deepen(document: Any, random: Random) -> Any:
    value: Any = "innermost"
    for _level in range(random.choice((5, 50, 80))):
        value = random.choice(([value], {"deeper": value}))
    container, key = random.choice([*_positions(document), (document, "extra")])
    container[key] = value
    return document


MUTATIONS: dict[str, Callable[[Any, Random], Any]] = {
    "a field removed": _remove,
    "another type": _put(UNEXPECTED_VALUES, lambda _key, _value: True),
    "another type of number": _put(NUMBERS, lambda _key, value: type(value) in (int, float)),
    "a value outside its enum": _misspell,
    "a bad date": _put(DATES, lambda key, _value: "reated" in str(key) or "pdated" in str(key)),
    "wrong nesting": _wrap,
    "wrong envelope": _envelope,
    "duplicate ids": _repeat,
    "huge numbers": _put(HUGE, lambda key, value: isinstance(value, (int, float)) or len(str(key)) % 2 == 0),
    "deep nesting": _deepen,
    "lone surrogates": _put(SURROGATES, lambda _key, value: isinstance(value, str)),
}


def _positions(value: Any) -> Iterator[Position]:
    """Every position in a document."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _positions(value[key])


def _choose(positions: list[Position], random: Random) -> list[Position]:
    """One position, or sometimes three that do not contain each other."""
    number = random.choice((1, 1, 1, 3))
    chosen: list[Position] = []
    for container, key in random.sample(positions, min(number, len(positions))):
        is_inside = any(_contains(other[other_key], container) for other, other_key in chosen)
        is_around = any(_contains(container[key], other) for other, _other_key in chosen)
        chosen += [] if is_inside or is_around else [(container, key)]
    return chosen


def _contains(value: Any, wanted: Any) -> bool:
    return value is wanted or any(container[key] is wanted for container, key in _positions(value))
