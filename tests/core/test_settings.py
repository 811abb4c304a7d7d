# SPDX-License-Identifier: MIT
"""Settings and queries: defaults, the environment, values that are rejected, and the key that stays hidden."""

from __future__ import annotations

import copy
import pickle
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.together.ai.plugins.module_utils._core import client as core

KEY = "tgp_v1_0123456789abcdef"


def test_the_defaults_are_those_of_the_option_table() -> None:
    settings = core.Settings(api_key=KEY)
    assert {option.name: getattr(settings, option.name) for option in core.CONNECTION} == {
        "api_key": KEY,
        "base_url": "https://api.together.ai",
        "api_version": "auto",
        "project_id": None,
        "timeout": 30.0,
        "deadline": 120.0,
        "retries": 3,
        "validate_certs": True,
        "ca_path": None,
        "validation": "answer",
    }


def test_every_option_of_the_tables_is_an_argument() -> None:
    beside = {"configured", "environment", "return"}
    assert set(core.Settings.__init__.__annotations__) - beside == {option.name for option in core.CONNECTION}
    assert set(core.Query.__init__.__annotations__) == {option.name for option in core.QUESTION} | {"return"}


def test_the_environment_provides_options_that_are_not_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", KEY)
    monkeypatch.setenv("TOGETHER_BASE_URL", "http://127.0.0.1:1/v1/")
    settings = core.Settings()
    assert (settings.api_key, settings.base_url) == (KEY, "http://127.0.0.1:1")


def test_an_empty_environment_variable_is_the_same_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", "")
    monkeypatch.setenv("TOGETHER_BASE_URL", "")
    assert core.Settings(api_key=KEY).base_url == "https://api.together.ai"
    with pytest.raises(core.InvalidOptionError, match="Set api_key, or TOGETHER_API_KEY in the environment"):
        core.Settings()


def test_an_argument_takes_precedence_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOGETHER_API_KEY", "another-key-altogether")
    assert core.Settings(api_key=KEY).api_key == KEY


@pytest.mark.parametrize("value", [f"{KEY}\n", f"  {KEY}", f"{KEY}\r\n\t"])
def test_white_space_around_the_key_is_removed(value: str) -> None:
    assert core.Settings(api_key=value).api_key == KEY


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (f'"{KEY}"', "a value in quotation marks"),
        (f"'{KEY}'", "a value in quotation marks"),
        ("<your-api-key>", "a placeholder"),
        ("${TOGETHER_API_KEY}", "a placeholder"),
        ("$TOGETHER_API_KEY", "a placeholder"),
        ("{{ vault_key }}", "a placeholder"),
        ("%TOGETHER_API_KEY%", "a placeholder"),
        ("your-api-key", "a placeholder"),
        ("YOUR_TOGETHER_KEY", "a placeholder"),
        ("xxxxxxxxxxxx", "a placeholder"),
        ("****************", "a placeholder"),
    ],
)
def test_a_key_in_quotation_marks_or_a_placeholder_is_named_as_that(value: str, found: str) -> None:
    with pytest.raises(core.InvalidOptionError) as raised:
        core.Settings(api_key=value)
    assert str(raised.value) == f"api_key: expected an API key, found {found}. Check api_key."


@pytest.mark.parametrize("key", ["a:key/with+marks=", "tgp_v1_x-Xx", "0" * 64])
def test_any_other_printable_text_can_be_a_key(key: str) -> None:
    assert core.Settings(api_key=key).api_key == key


@pytest.mark.parametrize(
    "value", ["two words here", "tab\tinside-it", "line\nbreak-inside", "nul\0inside", "schlüssel-da", "short", " "]
)
def test_an_invalid_key_is_rejected_without_repeating_it(value: str) -> None:
    with pytest.raises(core.InvalidOptionError) as raised:
        core.Settings(api_key=value)
    assert "api_key" in str(raised.value)
    assert value.strip() == "" or value not in repr(raised.value) + str(raised.value.facts)


@pytest.mark.parametrize(
    "value",
    [
        "https://api.example/v1",
        "https://api.example/v1/",
        "https://api.example",
        "https://api.example/",
        " https://api.example/v1\n",
    ],
)
def test_the_base_url_may_end_with_its_version_and_a_slash(value: str) -> None:
    assert core.Settings(api_key=KEY, base_url=value).base_url == "https://api.example"


def test_a_path_before_the_version_is_kept() -> None:
    assert core.Settings(api_key=KEY, base_url="http://[::1]:80/together/v1").base_url == "http://[::1]:80/together"


@pytest.mark.parametrize(
    "value",
    [
        "api.together.ai",
        "ftp://api.together.ai",
        "https://",
        "https://user:pass@api.together.ai",
        "https://api.together.ai/v1?x=1",
        "https://api.together.ai/#x",
        "https://api.together.ai:99999",
        "https://api. together.ai",
        "https://[::1",
        "",
    ],
)
def test_an_invalid_base_url_is_rejected(value: str) -> None:
    with pytest.raises(core.InvalidOptionError, match="base_url: expected an http or https URL"):
        core.Settings(api_key=KEY, base_url=value)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("timeout", 0, "timeout: expected a number above 0 and at most 3600, found 0"),
        ("timeout", "soon", 'timeout: expected a number above 0 and at most 3600, found "soon"'),
        ("deadline", float("nan"), "deadline: expected a number above 0 and at most 86400, found NaN"),
        ("deadline", True, "deadline: expected a number above 0 and at most 86400, found true"),
        ("retries", 2.5, "retries: expected a whole number from 0 to 20, found 2.5"),
        ("retries", 21, "retries: expected a whole number from 0 to 20, found 21"),
        ("validate_certs", "maybe", 'validate_certs: expected true or false, found "maybe"'),
        ("validation", "lax", 'validation: expected one of strict, answer, warn, ignore, found "lax"'),
        ("ca_path", "/nowhere/ca.pem", 'ca_path: expected a file or directory that exists, found "/nowhere/ca.pem"'),
    ],
)
def test_an_invalid_value_is_rejected_with_what_was_expected(option: str, value: Any, message: str) -> None:
    with pytest.raises(core.InvalidOptionError) as raised:
        core.Settings(api_key=KEY, **{option: value})
    assert str(raised.value) == f"{message}."
    assert raised.value.facts["option"] == option


@pytest.mark.parametrize(
    "value", [KEY, KEY[:-1], f"Bearer {KEY}", KEY.encode().hex(), b64encode(KEY.encode()).decode()]
)
@pytest.mark.parametrize("option", ["validation", "ca_path", "deadline", "project_id", "base_url"])
def test_the_key_in_another_option_is_refused_without_repeating_it(option: str, value: str) -> None:
    with pytest.raises(core.InvalidOptionError) as raised:
        core.prepare({"api_key": KEY, option: value}, {})
    expected = "expected a value that does not contain the API key. Pass it as api_key only."
    assert str(raised.value) == f"{option}: {expected}"


def test_text_is_converted_to_the_type_of_its_option() -> None:
    text: dict[str, Any] = {"timeout": "2.5", "retries": "0", "validate_certs": "False"}
    settings = core.Settings(api_key=KEY, **text)
    assert (settings.timeout, settings.retries, settings.validate_certs) == (2.5, 0, False)


def test_a_tilde_in_ca_path_is_the_home_directory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    assert core.Settings(api_key=KEY, ca_path="~/ca.pem").ca_path == str(tmp_path / "ca.pem")


@pytest.mark.parametrize("option", ["models", "state", "owner", "name"])
def test_an_empty_list_and_a_string_in_place_of_a_list_are_rejected(option: str) -> None:
    with pytest.raises(core.InvalidOptionError, match=f"{option}: expected at least one entry, found an empty list"):
        core.Query(**{option: []})  # type: ignore[arg-type]
    with pytest.raises(core.InvalidOptionError, match=f"{option}: expected a list of strings"):
        core.Query(**{option: "Qwen/Qwen3-32B"})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("option", "value"), [("type", "shared"), ("usage_type", "spot"), ("on_multiple", "first"), ("on_missing", "none")]
)
def test_an_unknown_choice_is_rejected_with_the_choices(option: str, value: str) -> None:
    choices = next(entry.choices for entry in core.QUESTION if entry.name == option)
    with pytest.raises(core.InvalidOptionError, match=f"{option}: expected one of {', '.join(choices)}"):
        core.Query(**{option: value})  # type: ignore[arg-type]


def test_settings_do_not_show_the_key_and_cannot_be_pickled_or_copied() -> None:
    settings = core.Settings(api_key=KEY)
    assert KEY not in repr(settings) + str(settings)
    for copy_of in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="API key"):
            copy_of(settings)


def test_a_pickled_error_keeps_its_message_and_facts() -> None:
    error = core.HTTPStatusError("https://api.example/v1/endpoints", 402, "no credit", api_code=None)
    unpickled = pickle.loads(pickle.dumps(error))
    assert (str(unpickled), unpickled.error_type, unpickled.facts) == (str(error), "payment_required", error.facts)
