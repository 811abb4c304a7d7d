# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Where an option of a plugin on the controller comes from: its arguments, variables, environment, or ansible.cfg.

Ansible's own set_options is not used. It takes an empty environment variable for a value, which hides the one in
ansible.cfg. It takes a misspelt boolean for false, which would disable the verification of certificates. It does not
render templates in variables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from configparser import ConfigParser
from typing import Any, NamedTuple

from ansible import constants as C  # noqa: N812 - the name that Ansible's own plugins use
from ansible.config.manager import resolve_path
from ansible.errors import AnsibleUndefinedVariable
from ansible.parsing.quoting import unquote

from ansible_collections.together.ai.plugins.module_utils._core import client as core

SECTION = "together"
VAULT_PASSWORD = core.Hint("vault_password", "Pass its vault password, such as with --vault-password-file")


class SourcedValue(NamedTuple):
    """The value of an option, and the name that it has in the place that it comes from."""

    value: Any
    name: str


class ResolvedOptions(NamedTuple):
    """Options with the values of the first place that has one.

    values: option -> value, None if no place has one. names: option -> the name of the value in that place.
    """

    values: dict[str, Any]
    names: dict[str, str]


class OptionSources:
    """The places that an option may come from.

    Variables and ansible.cfg hold connection options only, so that no variable changes what is looked up.
    """

    def __init__(self, templar: Any, variables: Mapping[str, Any]) -> None:
        """variables: as Ansible passes them to plugins, with templates that are not yet rendered."""
        self._templar = templar
        self._variables = variables
        self._file = C.config.get_config_value("CONFIG_FILE")
        self._config = ConfigParser(inline_comment_prefixes=(";",))  # as Ansible reads it
        self._config.read(self._file or (), encoding="utf-8")

    def argument(self, option: core.Option, arguments: Mapping[str, Any]) -> SourcedValue | None:
        """The argument of the task or the call. Raises core.InvalidOptionError for a null that would mean "all"."""
        if option.name not in arguments or is_omitted(arguments[option.name], self._variables):
            return None
        value = arguments[option.name]
        if value is None and option.default is None and (option in core.QUESTION or option.name == "project_id"):
            leave_out = f"Leave {{{option.name}}} out, or set it to omit, to place no restriction"
            raise core.InvalidOptionError(option.name, "a value", "null", hints=[core.Hint("leave_out", leave_out)])
        return None if value is None else SourcedValue(value, option.name)

    def variable(self, option: core.Option) -> SourcedValue | None:
        """The variable together_NAME, rendered. Raises core.InvalidOptionError if its template fails."""
        name = f"{SECTION}_{option.name}"
        value = self._rendered(name, option.secret)
        return None if value is None else SourcedValue(value, name)

    def configuration_file(self, option: core.Option) -> SourcedValue | None:
        """The key NAME in the section [together] of ansible.cfg, if it is not empty."""
        value = unquote(self._config.get(SECTION, option.name, raw=True, fallback=""))
        if not value:
            return None
        if option.type == "path":  # relative to the file, as Ansible resolves paths
            value = resolve_path(value, self._file)
        return SourcedValue(value, f"{option.name} in [{SECTION}] of {self._file}")

    def _rendered(self, variable: str, secret: bool) -> Any:
        template = self._variables.get(variable)
        if template is None or self._templar is None:
            return template
        try:
            value = self._templar.template(template)
            return None if is_omitted(value, self._variables) else value
        except AnsibleUndefinedVariable as error:
            problem = f"its template uses an undefined variable{_undefined_name(error)}"
        except Exception as error:
            if type(error).__name__ == "AnsibleValueOmittedError":  # ansible-core 2.19 and later
                return None
            if _is_about_vault(error):
                problem = "it is encrypted, and no vault password decrypts it"
                raise core.InvalidOptionError(variable, problem=problem, hints=[VAULT_PASSWORD]) from None
            reason = "the error is not shown, because it may contain the key" if secret else _first_line(error)
            problem = f"its template failed with {type(error).__name__}: {reason}"
        raise core.InvalidOptionError(variable, problem=problem)


def is_omitted(value: Any, variables: Mapping[str, Any]) -> bool:
    """Whether a value is Ansible's `omit`: the text of the variable `omit`, or since ansible-core 2.19 an object."""
    omit = variables.get("omit")
    return type(value).__name__ == "_OmitType" or (isinstance(omit, str) and value == omit)


def refuse_unknown(arguments: Mapping[str, Any], options: Sequence[str], usage: str) -> None:
    """Raise core.InvalidOptionError for an argument that is not an option. usage: what to do instead."""
    for name in arguments:
        if name not in options:
            similar = core.suggest(name, dict.fromkeys(options))
            similar_to = f" (similar: {', '.join(similar)})" if similar else ""
            problem = f"this option does not exist{similar_to}"
            raise core.InvalidOptionError(name, problem=problem, hints=[core.Hint("usage", usage)])


def _undefined_name(error: Exception) -> str:
    """The name of the undefined variable. Before 2.19, the error also quotes other values, which may be secret."""
    match = re.search(r"'(\w+)' is undefined", str(error))
    return f", {match[1]}" if match else ""


def _is_about_vault(error: BaseException | None) -> bool:
    """Whether an exception or one of its causes is about an encrypted value."""
    return error is not None and ("Vault" in type(error).__name__ or _is_about_vault(error.__cause__))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
