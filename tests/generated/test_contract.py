# SPDX-License-Identifier: MIT
"""Every generated response gets jsonschema's verdict, with the paths that jsonschema names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core.contract import _conforms_v1, _conforms_v2
from ansible_collections.together.ai.plugins.module_utils._core.contract.validation import validate
from ansible_collections.together.ai.plugins.module_utils._core.http import response_body as body
from generated.documents import GENERATION, RESPONSES, broken, peer, valid
from generated.tally import tried

CONFORMS = {**_conforms_v1.CONFORMS, **_conforms_v2.CONFORMS}


def received(document: Any) -> Any:
    """A document that has gone the way of an answer's body."""
    return body.parse_json("", body.decode("", json.dumps(document).encode()))


def verdict(name: str, document: Any) -> tuple[bool, list[str]]:
    """Whether the compiled check accepts a document, and where the core finds it broken."""
    paths = [violation.path for violation in validate(name, document)]
    return CONFORMS[name](document), list(dict.fromkeys(paths))


@pytest.mark.parametrize("name", RESPONSES)
def test_each_valid_response_is_accepted(name: str) -> None:
    for document in valid(name):
        assert peer(name).paths(document) == []
        assert verdict(name, received(document)) == (True, [])
        tried(f"contract, {GENERATION[name]}", "valid", "accepted")


@pytest.mark.parametrize("name", RESPONSES)
def test_each_mutated_response_gets_the_verdict_and_the_paths_of_jsonschema(name: str) -> None:
    for kind, mutated in broken(name):
        document = received(mutated)
        paths = peer(name).paths(document)
        assert verdict(name, document) == (not paths, paths), (kind, mutated)
        tried(f"contract, {GENERATION[name]}", kind, "refused" if paths else "accepted")
