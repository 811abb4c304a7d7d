# SPDX-License-Identifier: MIT
"""Every generated response gets jsonschema's verdict, with the paths that jsonschema names."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings, strategies

from ansible_collections.together.ai.plugins.module_utils.core import body
from ansible_collections.together.ai.plugins.module_utils.core._conforms import CONFORMS
from ansible_collections.together.ai.plugins.module_utils.core.contract import violations
from generated.documents import RESPONSES, WRONG, peer, responses
from generated.tally import FACTOR, tried

BOUNDED = settings(
    max_examples=60 * FACTOR,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def verdict(name: str, document: Any) -> tuple[bool, list[str], list[str]]:
    """Whether the compiled check accepts a document; where the core and where jsonschema find it broken.

    The document goes the way of an answer's body.
    """
    sent = json.dumps(document).encode()
    received = body.document("", body.text("", sent))
    found = list(dict.fromkeys(violation.path for violation in violations(name, received)))
    return CONFORMS[name](received), found, peer(name).paths(received)


@pytest.mark.parametrize("name", RESPONSES)
def test_each_valid_response_is_accepted(name: str) -> None:
    @BOUNDED
    @given(responses(name))
    def accepted(document: Any) -> None:
        tried(f"contract, {name}", "valid", "accepted")
        assert verdict(name, document) == (True, [], [])

    accepted()


@pytest.mark.parametrize("name", RESPONSES)
def test_each_mutated_response_gets_the_verdict_and_the_paths_of_jsonschema(name: str) -> None:
    @BOUNDED
    @given(responses(name), strategies.integers(0, 2**32))
    def alike(document: Any, seed: int) -> None:
        for kind, wrong in WRONG.items():
            mutated = wrong(copy.deepcopy(document), Random(seed))
            conforms, found, expected = verdict(name, mutated)
            tried(f"contract, {name}", kind, "accepted" if conforms else "refused")
            assert (conforms, found) == (not expected, expected), (kind, mutated)

    alike()
