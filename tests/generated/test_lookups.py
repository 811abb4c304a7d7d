# SPDX-License-Identifier: MIT
"""Generated responses in whole lookups: a server sends them, and the lookup returns an answer or raises an error."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core
from generated.documents import GENERATION, mutated_documents, reference, valid_documents
from generated.tally import FACTOR, tried
from sandbox_api import Sandbox, v2_estate

DOCUMENTS = 8 * FACTOR  # valid documents, with all their mutations
MAX_ERROR_LENGTH = 4000  # characters
VALIDATIONS = ("strict", "answer", "warn")
PATHS = {"list-response": "/v1/endpoints", "v2-endpoints": "/v2/projects/*/endpoints"}  # schema -> path
REQUIRED_FIELDS = {"list-response": ("id", "name", "model"), "v2-endpoints": ("id", "name")}  # of a returned endpoint


class Outcome:
    """The result of a lookup of all endpoints: `answer` or the error's type, and the paths of the reported violations.

    reply: `json` or `bytes_base64`, as for Sandbox.replies. In v2 the response is that of the project's endpoints; no
    endpoints are shared in the organization, and the catalogue is empty.
    """

    def __init__(self, schema: str, reply: Mapping[str, Any], server: Sandbox, validation: str) -> None:
        server.v2 = v2_estate.empty()
        server.replies({"path": PATHS[schema], "status": 200, **reply})
        result = _look_up(
            core.Settings(
                api_key=server.api_key,
                base_url=server.url,
                api_version=GENERATION[schema],
                retries=0,
                validation=validation,
            )
        )
        self.result = result.error_type if isinstance(result, core.TogetherError) else "answer"
        facts = result.facts if isinstance(result, core.TogetherError) else result.to_dict()
        self.paths = list(dict.fromkeys(violation["path"] for violation in facts.get("contract_violations", [])))


def _look_up(settings: core.Settings) -> core.Answer | core.TogetherError:
    """The answer to a lookup of all endpoints, which JSON can represent, or an error of one line."""
    try:
        answer = core.lookup(settings, core.Query())
    except core.TogetherError as error:
        failed = error
    else:
        json.dumps(answer.to_dict(), allow_nan=False).encode()
        return answer
    assert str(failed).isprintable()
    assert len(str(failed)) < MAX_ERROR_LENGTH
    return failed


def without_cursor(document: Any) -> Any:
    """A document without a next page."""
    return {key: value for key, value in document.items() if key != "next_cursor"} if _is_list(document) else document


def _is_list(document: Any) -> bool:
    return isinstance(document, dict) and isinstance(document.get("data"), list)


def expected(name: str, document: Any, validation: str) -> tuple[str, list[str]]:
    """The result and the paths that follow from the errors of jsonschema."""
    if not _is_list(document):
        return "envelope", []
    errors = reference(name).errors(document)
    in_entries = [
        error for error in errors if list(error.absolute_path)[:1] == ["data"] and len(error.absolute_path) > 1
    ]
    # An unknown enum value is only a warning.
    severe = [error for error in in_entries if error.validator != "enum" or not isinstance(error.instance, str)]
    unusable = [entry for entry in document["data"] if not _has(entry, REQUIRED_FIELDS[name])]
    fatal: dict[str, list[Any]] = {"strict": errors, "answer": severe, "warn": unusable}
    return "contract" if fatal[validation] else "answer", reference(name).paths(document)


def _has(entry: Any, fields: tuple[str, ...]) -> bool:
    return isinstance(entry, dict) and all(isinstance(entry.get(field), str) for field in fields)


@pytest.mark.parametrize("name", PATHS)
def test_each_valid_response_gives_an_answer(name: str, sandbox: Sandbox) -> None:
    for document in valid_documents(name)[: 4 * DOCUMENTS]:
        outcome = Outcome(name, {"json": without_cursor(document)}, sandbox, "strict")
        assert (outcome.result, outcome.paths) == ("answer", []), document
        tried(f"lookup, {GENERATION[name]}", "valid", outcome.result)


@pytest.mark.parametrize("validation", VALIDATIONS)
@pytest.mark.parametrize("name", PATHS)
def test_each_mutated_response_gives_the_result_that_follows_from_jsonschema(
    name: str, validation: str, sandbox: Sandbox
) -> None:
    for kind, mutated in mutated_documents(name, DOCUMENTS):
        document = without_cursor(mutated)
        outcome = Outcome(name, {"json": document}, sandbox, validation)
        result, paths = expected(name, document, validation)
        assert outcome.result == result, (kind, document)
        if result == "answer" or validation == "strict":  # all violations are reported
            assert outcome.paths == paths, (kind, document)
        elif result == "contract":  # only the violations that fail the lookup
            assert outcome.paths
            assert set(outcome.paths) <= set(paths), (kind, document)
        tried(f"lookup, {GENERATION[name]}", kind, outcome.result)
