# SPDX-License-Identifier: MIT
"""The harness itself: a program really runs under the engine, and what it leaves behind can be searched."""

from pathlib import Path

import pulumi
import pytest
from pulumi import automation as auto

from pulumi_engine import Stack


def test_an_inline_program_previews_and_exports(engine: auto.PulumiCommand, tmp_path: Path) -> None:
    def program() -> None:
        pulumi.export("greeting", pulumi.Config().require("greeting"))

    run = Stack(engine, tmp_path, program, config={"greeting": "hello"})
    run.preview()
    run.up()
    assert run.outputs == {"greeting": "hello"}
    assert "hello" in "".join(run.backend_files().values())


def test_a_secret_is_in_no_file_and_a_plain_value_is(engine: auto.PulumiCommand, tmp_path: Path) -> None:
    def program() -> None:
        pulumi.export("secret", pulumi.Config().require_secret("secret"))
        pulumi.export("plain", pulumi.Config().require("plain"))

    run = Stack(
        engine, tmp_path, program, config={"secret": auto.ConfigValue("sesame", secret=True), "plain": "barley"}
    )
    run.up()
    written = "".join(run.files().values())
    assert "barley" in written
    assert "sesame" not in written


def test_an_error_in_the_program_fails_the_run_with_its_sentence(engine: auto.PulumiCommand, tmp_path: Path) -> None:
    def program() -> None:
        raise pulumi.RunError("no such model")

    with pytest.raises(auto.CommandError, match="no such model"):
        Stack(engine, tmp_path, program).preview()
