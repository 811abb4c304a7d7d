# SPDX-License-Identifier: MIT
"""Tasks for playbooks in tests, as data."""

from __future__ import annotations

from typing import Any

Task = dict[str, Any]


def debug(name: str, expressions: str | dict[str, str], variables: dict[str, Any] | None = None) -> Task:
    """A task that shows the value of an expression, or of several; an error does not end the play."""
    named = expressions if isinstance(expressions, dict) else {name: expressions}
    shown = {key: f"{{{{ {expression} }}}}" for key, expression in named.items()}
    msg = shown if isinstance(expressions, dict) else shown[name]
    return {"name": name, "ansible.builtin.debug": {"msg": msg}, "ignore_errors": True, "vars": variables or {}}


def endpoints_info(
    name: str, arguments: dict[str, Any], variables: dict[str, Any] | None = None, **keywords: Any
) -> Task:
    """A task with the module; an error does not end the play."""
    keywords = {"ignore_errors": True, "vars": variables or {}, **keywords}
    return {"name": name, "together.ai.endpoints_info": arguments, **keywords}
