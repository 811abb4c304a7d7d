# SPDX-License-Identifier: MIT
"""Whether a document conforms to one of SCHEMAS: yes or no, and fast. Written by schemas/extract.py: do not edit."""

from __future__ import annotations

from typing import Any, Callable

from .rfc3339 import DATE_TIME

Check = Callable[[Any], bool]
NoneType = type(None)
_date_time = DATE_TIME.fullmatch

LIST_RESPONSE_LIST_ENDPOINT_TYPE = (
    "serverless",
    "dedicated",
)
LIST_RESPONSE_LIST_ENDPOINT_STATE = (
    "PENDING",
    "STARTING",
    "STARTED",
    "STOPPING",
    "STOPPED",
    "ERROR",
)
LIST_ENDPOINT_TYPE = (
    "serverless",
    "dedicated",
)
LIST_ENDPOINT_STATE = (
    "PENDING",
    "STARTING",
    "STARTED",
    "STOPPING",
    "STOPPED",
    "ERROR",
)
QUERY_PARAMETERS_PROPERTIES = frozenset(
    (
        "type",
        "usage_type",
        "mine",
    )
)
QUERY_PARAMETERS_TYPE = (
    "dedicated",
    "serverless",
)
QUERY_PARAMETERS_USAGE_TYPE = (
    "on-demand",
    "reserved",
)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_integer(value: Any) -> bool:
    return value.is_integer() if isinstance(value, float) else _is_number(value)


def _list_response_list_endpoint(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and value["object"] == "endpoint"
            and isinstance(value["name"], str)
            and isinstance(value["model"], str)
            and value["type"] in LIST_RESPONSE_LIST_ENDPOINT_TYPE
            and isinstance(value["owner"], str)
            and value["state"] in LIST_RESPONSE_LIST_ENDPOINT_STATE
            and isinstance(value["created_at"], str)
            and _date_time(value["created_at"]) is not None
        )
    except KeyError:
        return False


def _list_response(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and value["object"] == "list"
            and isinstance(value["data"], list)
            and all(map(_list_response_list_endpoint, value["data"]))
        )
    except KeyError:
        return False


def _list_endpoint(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["id"], str)
            and value["object"] == "endpoint"
            and isinstance(value["name"], str)
            and isinstance(value["model"], str)
            and value["type"] in LIST_ENDPOINT_TYPE
            and isinstance(value["owner"], str)
            and value["state"] in LIST_ENDPOINT_STATE
            and isinstance(value["created_at"], str)
            and _date_time(value["created_at"]) is not None
        )
    except KeyError:
        return False


def _error_data_error(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and isinstance(value["type"], str)
            and isinstance(value["message"], str)
            and isinstance(value.get("param"), (str, NoneType))
            and isinstance(value.get("code"), (str, NoneType))
        )
    except KeyError:
        return False


def _error_data(value: Any) -> bool:
    try:
        return isinstance(value, dict) and _error_data_error(value["error"])
    except KeyError:
        return False


def _query_parameters(value: Any) -> bool:
    try:
        return (
            isinstance(value, dict)
            and value.keys() <= QUERY_PARAMETERS_PROPERTIES
            and ("type" not in value or (value["type"] in QUERY_PARAMETERS_TYPE))
            and ("usage_type" not in value or (value["usage_type"] in QUERY_PARAMETERS_USAGE_TYPE))
            and ("mine" not in value or (isinstance(value["mine"], bool)))
        )
    except KeyError:
        return False


CONFORMS: dict[str, Check] = {  # schema -> whether a document conforms
    "list-response": _list_response,
    "list-endpoint": _list_endpoint,
    "error-data": _error_data,
    "query-parameters": _query_parameters,
}
ENTRY_CONFORMS: dict[str, Check] = {  # schema of a list -> whether one entry of its `data` conforms
    "list-response": _list_response_list_endpoint,
}
