# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Gives the module endpoints_info the connection options that variables and ansible.cfg hold on the controller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible.plugins.action import ActionBase

from ansible_collections.together.ai.plugins.module_utils import _argument_spec, _failures
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.plugin_utils._option_sources import OptionSources, refuse_unknown

NAMES = [option.name for option in core.CONNECTION + core.QUESTION]
USAGE = f"The options are {', '.join(NAMES)}"


class ActionModule(ActionBase):
    """The action plugin of together.ai.endpoints_info."""

    TRANSFERS_FILES = False
    _supports_check_mode = True
    _supports_async = True

    def run(self, tmp: Any = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the module with the arguments of the task and the internal option `_sources`."""
        variables = task_vars or {}
        result: dict[str, Any] = super().run(tmp, variables)
        try:
            # Here, because Ansible prints the arguments of a module: a misspelled api_key holds the key.
            refuse_unknown(self._task.args, NAMES, USAGE)
            sources = OptionSources(self._templar, variables)
            arguments = _arguments(sources, self._task.args)
            sourced = _sources(sources, arguments)
        except core.InvalidOptionError as error:
            return {**result, "failed": True, **_failures.failure_result(error, core.Renderer())}
        wrap_async = self._task.async_val and not self._connection.has_native_async
        module_args = {**arguments, **sourced}
        result.update(self._execute_module(module_args=module_args, task_vars=variables, wrap_async=wrap_async))
        return result


def _arguments(sources: OptionSources, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that have a value, as the lookup takes them: AnsibleModule rejects null, and takes true for 1.

    Raises core.InvalidOptionError for a null that would mean "all", and for a number that is a boolean.
    """
    values: dict[str, Any] = {}
    for option in core.CONNECTION + core.QUESTION:
        sourced = sources.argument(option, arguments)
        if sourced:
            values[option.name] = sourced.value
            if isinstance(sourced.value, bool) and option.type in ("int", "float"):
                core.check(option, sourced.value)
    return values


def _sources(sources: OptionSources, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The internal option, with the values that the controller has for connection options without an argument.

    Raises core.InvalidOptionError.
    """
    values: dict[str, Any] = {}
    names: dict[str, str] = {}
    after_environment = []
    for option in core.CONNECTION:
        if option.name in arguments:
            continue
        variable = sources.variable(option)
        sourced = variable or sources.configuration_file(option)
        if sourced:
            values[option.name] = sourced.value
            names[option.name] = sourced.name
            if not variable and option.environment:
                after_environment.append(option.name)
    if not values:
        return {}
    api_key = values.pop("api_key", None)
    internal = {"api_key": api_key, "values": values, "names": names, "after_environment": after_environment}
    return {_argument_spec.SOURCES: internal}
