# SPDX-License-Identifier: MIT
"""Spells the names of options and fields as Pulumi does."""

from __future__ import annotations

from ._core import client as core


def camel_case(name: str) -> str:
    """A name as Pulumi's configuration, schemas and wire have it: `created_at` is `createdAt`."""
    first, *words = name.split("_")
    return first + "".join(word.capitalize() for word in words)


CONNECTION_NAMES = {option.name: camel_case(option.name) for option in core.CONNECTION}  # base_url -> baseUrl
QUESTION_NAMES = {option.name: camel_case(option.name) for option in core.QUESTION}
