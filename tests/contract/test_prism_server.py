# SPDX-License-Identifier: MIT
"""The harness itself: Prism is there below /v1, holds requests against the spec, and makes up answers with -d."""

import pytest
import requests

pytestmark = pytest.mark.xdist_group("prism")

BEARER = {"Authorization": "Bearer anything"}


def test_prism_answers_below_v1_with_the_example_of_the_spec(prism_static: str) -> None:
    answer = requests.get(f"{prism_static}/v1/endpoints", headers=BEARER, timeout=30)
    assert answer.status_code == 200
    assert [row["name"] for row in answer.json()["data"]] == ["allenai/OLMo-7B"]


def test_prism_refuses_a_request_that_breaks_the_spec(prism_static: str) -> None:
    url = f"{prism_static}/v1/endpoints"
    assert requests.get(url, timeout=30).status_code == 401
    assert requests.get(url, headers=BEARER, params={"type": "bogus"}, timeout=30).status_code == 422
    assert requests.get(url, headers=BEARER, params={"mine": "True"}, timeout=30).status_code == 422


def test_dynamic_prism_makes_up_another_answer_each_time(prism_dynamic: str) -> None:
    answers = {requests.get(f"{prism_dynamic}/v1/endpoints", headers=BEARER, timeout=30).text for _ in range(3)}
    assert len(answers) == 3
