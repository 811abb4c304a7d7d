# SPDX-License-Identifier: MIT
"""Prism itself: it responds below /v1, checks requests against the specification and generates responses."""

import pytest
import requests

BEARER = {"Authorization": "Bearer anything"}

pytestmark = pytest.mark.xdist_group("prism")


def test_prism_sends_the_example_of_the_specification_below_v1(prism_static: str) -> None:
    response = requests.get(f"{prism_static}/v1/endpoints", headers=BEARER, timeout=30)
    assert response.status_code == 200
    assert [row["name"] for row in response.json()["data"]] == ["allenai/OLMo-7B"]


def test_prism_rejects_a_request_that_violates_the_specification(prism_static: str) -> None:
    url = f"{prism_static}/v1/endpoints"
    assert requests.get(url, timeout=30).status_code == 401
    assert requests.get(url, headers=BEARER, params={"type": "bogus"}, timeout=30).status_code == 422
    assert requests.get(url, headers=BEARER, params={"mine": "True"}, timeout=30).status_code == 422


def test_dynamic_prism_generates_different_responses(prism_dynamic: str) -> None:
    bodies = {requests.get(f"{prism_dynamic}/v1/endpoints", headers=BEARER, timeout=30).text for _ in range(3)}
    assert len(bodies) == 3
