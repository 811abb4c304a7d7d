# SPDX-License-Identifier: MIT
"""Responses made from the schemas, what can be wrong with one, and what jsonschema says of it."""

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
VALID = 40 * FACTOR  # documents made from each schema
BROKEN = 10  # documents made from each of them by each change

Place = tuple[Any, Any]  # what holds a value, and its key or index there


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema, from its file."""
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


@cache
def valid(name: str) -> list[Any]:
    """Documents that conform to a schema, the same ones in each run; some with properties that it does not know."""
    whole = schema(name)
    inlined = _inlined(whole, whole.get("$defs", {}))
    found: list[Any] = []

    @settings(
        max_examples=VALID,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategies.one_of(from_schema(inlined), from_schema(_filled(inlined))))
    def keep(document: Any) -> None:
        found.append(document)

    keep()
    return found


def broken(name: str, most: int | None = None) -> Iterator[tuple[str, Any]]:
    """Documents made from valid ones by each change of WRONG, with the name of the change. most: of the valid ones."""
    for position, document in enumerate(islice(valid(name), most)):
        for kind, wrong in WRONG.items():
            for number in range(BROKEN):
                changed = wrong(copy.deepcopy(document), Random(f"{position} {kind} {number}"))
                if json.dumps(changed) != json.dumps(document):  # True is equal to 1, but not here
                    yield kind, changed


def _inlined(node: Any, definitions: dict[str, Any]) -> Any:
    """A schema without `$ref` and what only says something of it."""
    if isinstance(node, list):
        return [_inlined(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(definitions[node["$ref"].rpartition("/")[2]], definitions)
    return {key: _inlined(value, definitions) for key, value in node.items() if key not in ("$schema", "$defs")}


def _filled(node: Any) -> Any:
    """A schema whose lists have entries."""
    if isinstance(node, list):
        return [_filled(item) for item in node]
    if not isinstance(node, dict):
        return node
    filled = {key: _filled(value) for key, value in node.items()}
    return {**filled, "minItems": 1, "maxItems": 2} if node.get("type") == "array" else filled


class Peer:
    """jsonschema as its users use it: none of the core's own."""

    def __init__(self, name: str) -> None:
        self._validator = Draft202012Validator(schema(name), format_checker=Draft202012Validator.FORMAT_CHECKER)

    def errors(self, document: Any) -> list[ValidationError]:
        """What a document breaks of the schema, in its order."""
        return list(self._validator.iter_errors(document))

    def paths(self, document: Any) -> list[str]:
        """Where a document breaks the schema, each place once, in its order."""
        return list(dict.fromkeys(error.json_path for error in self.errors(document)))


peer = cache(Peer)

# What can be wrong. Each takes a document that conforms, and changes it in place or gives another; not each change
# makes it break its schema, and jsonschema tells which do.

ODD: tuple[Any, ...] = (
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
    for holder, key in _some([place for place in _places(document) if isinstance(place[0], dict)], random):
        del holder[key]
    return document


def _put(values: tuple[Any, ...], fits: Callable[[Any, Any], bool]) -> Callable[[Any, Random], Any]:
    """A change that puts one of the values into a place that fits."""

    def change(document: Any, random: Random) -> Any:
        for holder, key in _some([place for place in _places(document) if fits(place[1], place[0][place[1]])], random):
            holder[key] = copy.deepcopy(random.choice(values))
        return document

    return change


def _misspell(document: Any, random: Random) -> Any:
    for holder, key in _some([place for place in _places(document) if isinstance(place[0][place[1]], str)], random):
        holder[key] = random.choice((str.lower, str.swapcase, str.title, "{} ".format, "{}_NEW".format))(holder[key])
    return document


def _wrap(document: Any, random: Random) -> Any:
    for holder, key in _some(list(_places(document)), random):
        value = holder[key]
        inner = next(iter(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()), 0)
        holder[key] = random.choice(([value], {"data": value}, {key: value}, inner))
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
    value: Any = "the bottom"
    for _level in range(random.choice((5, 100, 300, 900))):
        value = random.choice(([value], {"deeper": value}))
    places = [*_places(document), (document, "extra")]
    holder, key = random.choice(places)
    holder[key] = value
    return document


WRONG: dict[str, Callable[[Any, Random], Any]] = {
    "a field removed": _remove,
    "retyped": _put(ODD, lambda _key, _value: True),
    "a number retyped": _put(NUMBERS, lambda _key, value: type(value) in (int, float)),
    "out of its enum": _misspell,
    "a bad date": _put(DATES, lambda key, _value: "reated" in str(key) or "pdated" in str(key)),
    "wrong nesting": _wrap,
    "wrong envelope": _envelope,
    "duplicate ids": _repeat,
    "huge numbers": _put(HUGE, lambda key, value: isinstance(value, (int, float)) or len(str(key)) % 2 == 0),
    "deep nesting": _deepen,
    "lone surrogates": _put(SURROGATES, lambda _key, value: isinstance(value, str)),
}


def _places(value: Any) -> Iterator[Place]:
    """Every place within a document."""
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _places(value[key])


def _some(places: list[Place], random: Random) -> list[Place]:
    """One place; now and then three, none of them within another so that all are there to be changed."""
    number = random.choice((1, 1, 1, 3))
    chosen: list[Place] = []
    for holder, key in random.sample(places, min(number, len(places))):
        inside = any(_holds(other[other_key], holder) for other, other_key in chosen)
        around = any(_holds(holder[key], other) for other, _other_key in chosen)
        chosen += [] if inside or around else [(holder, key)]
    return chosen


def _holds(value: Any, wanted: Any) -> bool:
    return value is wanted or any(holder[key] is wanted for holder, key in _places(value))
