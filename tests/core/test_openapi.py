# SPDX-License-Identifier: MIT
"""The OpenAPI documents are valid, and everything generated from them is up to date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

ROOT = Path(__file__).parents[2]


def test_generated_files_are_up_to_date() -> None:
    check = subprocess.run([sys.executable, ROOT / "schemas/extract.py", "--check"], capture_output=True, text=True)
    assert check.returncode == 0, check.stderr


@pytest.mark.parametrize("name", ["openapi.yaml", "openapi-v2.yaml"])
def test_each_openapi_document_is_valid(name: str) -> None:
    document = yaml.safe_load((ROOT / "schemas" / name).read_text())
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []
