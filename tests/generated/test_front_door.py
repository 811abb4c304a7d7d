# SPDX-License-Identifier: MIT
"""Generated responses through the public door: a server on loopback sends them, and a lookup answers or says why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from generated.documents import GENERATION, broken, peer, valid
from generated.tally import FACTOR, tried
from sandbox_api import Sandbox

MOST = 8 * FACTOR  # valid documents, and all that is made of them
LONGEST_SENTENCE = 4000
VALIDATIONS = ("strict", "answer", "warn")
SERVED: dict[str, tuple[str, dict[str, Any]]] = {  # schema -> where the API answers so, and how it is asked
    "list-response": ("/v1/endpoints", {"api_version": "v1"}),
    "v2-endpoints": ("/v2/projects/*/endpoints", {"api_version": "v2", "project_id": "project-1"}),
}
NEEDED = {"list-response": ("id", "name", "model"), "v2-endpoints": ("id", "name")}  # what no answer can do without


class Outcome:
    """What came of asking for everything: `answer` or the error's type, and the paths of the violations told.

    reply: `json` or `bytes_base64`, as Sandbox.replies takes them.
    """

    def __init__(self, name: str, reply: Mapping[str, Any], server: Sandbox, validation: str) -> None:
        path, options = SERVED[name]
        server.replies({"path": path, "status": 200, **reply})
        found = _asked(
            core.Settings(api_key=server.api_key, base_url=server.url, retries=0, validation=validation, **options)
        )
        self.kind = found.error_type if isinstance(found, core.TogetherError) else "answer"
        facts = found.facts if isinstance(found, core.TogetherError) else found.to_dict()
        self.paths = list(dict.fromkeys(violation["path"] for violation in facts.get("contract_violations", [])))


def _asked(connection: core.Settings) -> core.Answer | core.TogetherError:
    """What came of asking for everything: an answer that can be written as JSON, or an error with one sentence."""
    try:
        answer = core.lookup(connection, core.Query())
    except core.TogetherError as error:
        failed = error
    else:
        json.dumps(answer.to_dict(), allow_nan=False).encode()
        return answer
    assert str(failed).isprintable()
    assert len(str(failed)) < LONGEST_SENTENCE
    return failed


def ending(document: Any) -> Any:
    """A document without a page after it."""
    return {key: value for key, value in document.items() if key != "next_cursor"} if _is_list(document) else document


def _is_list(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("data"), list)


def expected(name: str, document: Any, validation: str) -> tuple[str, list[str]]:
    """The kind of outcome and all paths, from what jsonschema says."""
    if not _is_list(document):
        return "envelope", []
    errors = peer(name).errors(document)
    in_rows = [error for error in errors if list(error.absolute_path)[:1] == ["data"] and len(error.absolute_path) > 1]
    beyond_new_words = [error for error in in_rows if error.validator != "enum" or not isinstance(error.instance, str)]
    lacking = [row for row in document["data"] if not _has(row, NEEDED[name])]
    fatal: dict[str, list[Any]] = {"strict": errors, "answer": beyond_new_words, "warn": lacking}
    return "contract" if fatal[validation] else "answer", peer(name).paths(document)


def _has(row: Any, fields: tuple[str, ...]) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(field), str) for field in fields)


@pytest.mark.parametrize("name", SERVED)
def test_each_valid_response_is_answered(name: str, sandbox: Sandbox) -> None:
    for document in valid(name)[: 4 * MOST]:
        found = Outcome(name, {"json": ending(document)}, sandbox, "strict")
        assert (found.kind, found.paths) == ("answer", []), document
        tried(f"lookup, {GENERATION[name]}", "valid", found.kind)


@pytest.mark.parametrize("validation", VALIDATIONS)
@pytest.mark.parametrize("name", SERVED)
def test_each_mutated_response_is_answered_or_refused_as_jsonschema_decides(
    name: str, validation: str, sandbox: Sandbox
) -> None:
    for kind, mutated in broken(name, MOST):
        document = ending(mutated)
        found = Outcome(name, {"json": document}, sandbox, validation)
        outcome, paths = expected(name, document, validation)
        assert found.kind == outcome, (kind, document)
        if outcome == "answer" or validation == "strict":  # all violations are told
            assert found.paths == paths, (kind, document)
        elif outcome == "contract":  # those of the rows that no answer can have
            assert found.paths
            assert set(found.paths) <= set(paths), (kind, document)
        tried(f"lookup, {GENERATION[name]}", kind, found.kind)
