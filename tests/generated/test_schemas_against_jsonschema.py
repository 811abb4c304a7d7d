# SPDX-License-Identifier: MIT
"""The core's validation and jsonschema agree on every generated response, and on the paths of its violations."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core.contract import _conforms_v1, _conforms_v2
from ansible_collections.together.ai.plugins.module_utils._core.contract.validation import validate
from ansible_collections.together.ai.plugins.module_utils._core.http.deadline import Deadline
from ansible_collections.together.ai.plugins.module_utils._core.http.redaction import Redactor
from ansible_collections.together.ai.plugins.module_utils._core.http.response_body import parse
from ansible_collections.together.ai.plugins.module_utils._core.limits import Budget
from generated.documents import GENERATION, RESPONSES, mutated_documents, reference, valid_documents
from generated.tally import tried

CONFORMS = {**_conforms_v1.CONFORMS, **_conforms_v2.CONFORMS}


def parsed(document: Any) -> Any:
    """A document as it is after a response body has been parsed."""
    return parse("", bytearray(json.dumps(document).encode()), Deadline(3600), Budget(), Redactor("no-such-key"))


def verdict(name: str, document: Any) -> tuple[bool, list[str]]:
    """Whether the compiled check accepts a document, and the paths of the core's violations."""
    paths = {violation.path for violation in validate(name, document)}
    return CONFORMS[name](document), sorted(paths)


@pytest.mark.parametrize("name", RESPONSES)
def test_each_valid_response_is_accepted(name: str) -> None:
    for document in valid_documents(name):
        assert reference(name).paths(document) == []
        assert verdict(name, parsed(document)) == (True, [])
        tried(f"contract, {GENERATION[name]}", "valid", "accepted")


@pytest.mark.parametrize("name", RESPONSES)
def test_each_mutated_response_gets_the_verdict_and_the_paths_of_jsonschema(name: str) -> None:
    for kind, mutated in mutated_documents(name):
        document = parsed(mutated)
        paths = sorted(reference(name).paths(document))
        assert verdict(name, document) == (not paths, paths), (kind, mutated)
        tried(f"contract, {GENERATION[name]}", kind, "refused" if paths else "accepted")
