# SPDX-License-Identifier: MIT
"""Generated responses through the public door: a server on loopback sends them, and a lookup answers or says why."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings, strategies

from ansible_collections.together.ai.plugins.module_utils.core import api as core
from generated.documents import WRONG, peer, responses
from generated.tally import FACTOR, tried
from generated.test_contract import BOUNDED
from sandbox_api import Sandbox

SERVED: dict[str, tuple[str, dict[str, Any]]] = {  # schema -> where the API answers so, and how it is asked
    "list-response": ("/v1/endpoints", {"api_version": "v1"}),
    "v2-endpoints": ("/v2/projects/*/endpoints", {"api_version": "v2", "project_id": "project-1"}),
}
LONGEST_SENTENCE = 1000
FEWER = settings(BOUNDED, max_examples=12 * FACTOR)


def outcome(name: str, document: Any, server: Sandbox, validation: str) -> tuple[str, list[str]]:
    """What came of asking for everything: `answer` or the error's type, and the paths of all violations told."""
    path, options = SERVED[name]
    server.replies({"path": path, "status": 200, "json": document, "times": 3})
    connection = core.Settings(api_key=server.api_key, base_url=server.url, retries=0, validation=validation, **options)
    found = asked(connection)
    if isinstance(found, core.LookupFailed):
        return found.error_type, _paths(found.facts().get("contract_violations", []))
    return "answer", _paths([violation.to_dict() for violation in found.contract_violations])


def asked(connection: core.Settings) -> core.Answer | core.LookupFailed:
    """What came of asking for everything: an answer that can be written as JSON, or an error with one sentence."""
    try:
        answer = core.lookup(connection, core.Query())
    except core.LookupFailed as error:
        failed = error
    else:
        json.dumps(answer.to_dict(), allow_nan=False).encode()
        return answer
    assert str(failed).isprintable()
    assert len(str(failed)) < LONGEST_SENTENCE
    return failed


def _paths(violations: list[dict[str, str]]) -> list[str]:
    return list(dict.fromkeys(violation["path"] for violation in violations))


def expected(name: str, document: Any, validation: str) -> tuple[str, list[str]]:
    """The same, as jsonschema sees it."""
    is_list = isinstance(document, dict) and isinstance(document.get("data"), list)
    if not is_list or not _is_last_page(name, document):
        return "envelope", []
    broken = peer(name).paths(document)
    return ("contract" if broken and validation == "strict" else "answer"), broken


def _is_last_page(name: str, document: Any) -> bool:
    return name == "list-response" or not document.get("next_cursor")


def ending(document: Any) -> Any:
    """A document without a page after it."""
    return {key: value for key, value in document.items() if key != "next_cursor"}


@pytest.mark.parametrize("name", SERVED)
def test_each_valid_response_is_answered(name: str, sandbox: Sandbox) -> None:
    @FEWER
    @given(responses(name).map(ending))
    def answered(document: Any) -> None:
        assert outcome(name, document, sandbox, "strict") == ("answer", [])
        tried(f"lookup, {name}", "valid", "answer")

    answered()


@pytest.mark.parametrize("name", SERVED)
def test_each_mutated_response_is_answered_or_refused_as_jsonschema_decides(name: str, sandbox: Sandbox) -> None:
    @FEWER
    @given(responses(name).map(ending), strategies.integers(0, 2**32))
    def decided(document: Any, seed: int) -> None:
        for kind, wrong in WRONG.items():
            # As JSON can say it, and as the core reads it: without half a pair of surrogates.
            mutated = json.loads(json.dumps(wrong(copy.deepcopy(document), Random(seed))))
            for validation in ("strict", "warn"):
                found = outcome(name, mutated, sandbox, validation)
                tried(f"lookup, {name}, {validation}", kind, found[0])
                if validation == "strict" or found[0] == "answer":
                    assert found == expected(name, mutated, validation), (kind, mutated)
                else:  # rows without what no answer can do without
                    assert found[0] in ("envelope", "contract"), (kind, mutated)

    decided()
