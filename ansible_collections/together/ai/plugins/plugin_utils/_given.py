# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""What a plugin on the controller is given for its options: in the call, or in the places its documentation names.

Not by Ansible's set_options: to that an empty environment variable is a value, which hides the one in ansible.cfg, and
a misspelt boolean is false, which would switch off the check of certificates. It renders no templates in variables.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from configparser import ConfigParser
from difflib import get_close_matches
from typing import Any, Callable, NamedTuple

from ansible import constants as C  # noqa: N812 - as everyone calls it
from ansible.config.manager import resolve_path
from ansible.errors import AnsibleUndefinedVariable
from ansible.module_utils.common.validation import check_type_bool, check_type_list, check_type_path, check_type_str
from ansible.parsing.quoting import unquote
from ansible.plugins.lookup import LookupBase

from ansible_collections.together.ai.plugins.module_utils._core import client as core

# As AnsibleModule converts them. The core takes text for numbers, and refuses what does not fit.
CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "bool": check_type_bool,
    "list": check_type_list,
    "path": check_type_path,
    "str": check_type_str,
}
SECRET = [option.name for option in core.CONNECTION if option.secret]


class Given(NamedTuple):
    """What a plugin is given for its options."""

    values: dict[str, Any]  # option -> value, None where none is given
    names: dict[str, str]  # option -> what it is called in the place that its value is from


def options(plugin: LookupBase, direct: Mapping[str, Any], variables: Mapping[str, Any]) -> Given:
    """The options of a plugin's documentation. Raises core.InvalidOptionError.

    direct: the arguments of the call, by name; variables: as the plugin gets them, their templates not yet rendered.
    """
    documented = {name: told for name, told in plugin.option_definitions.items() if not name.startswith("_")}
    unknown = [name for name in direct if name not in documented]
    if unknown:
        raise _unknown(unknown[0], sorted(documented))
    places = _Places(plugin, direct, variables)
    given = Given({}, {})
    for name, told in documented.items():
        given.values[name], given.names[name] = places.first(name, told)
    return given


class _Places:
    """Where options are looked for, in the order of their precedence."""

    def __init__(self, plugin: LookupBase, direct: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
        self._templar = plugin._templar
        self._direct = direct
        self._variables = variables
        self._file = C.config.get_config_value("CONFIG_FILE")
        self._config = ConfigParser(inline_comment_prefixes=(";",))  # as Ansible reads it
        self._config.read(self._file or (), encoding="utf-8")

    def first(self, name: str, told: Mapping[str, Any]) -> tuple[Any, str]:
        """The value of an option where it is set first, None if nowhere, and what it is called there."""
        given = ((value, called) for value, called in self._all(name, told) if value is not None)
        value, called = next(given, (None, name))
        return None if value is None else _converted(told["type"], value), called

    def _all(self, name: str, told: Mapping[str, Any]) -> Iterator[tuple[Any, str]]:
        yield None if is_omitted(self._direct.get(name), self._variables) else self._direct.get(name), name
        for place in told.get("vars", ()):
            yield self._rendered(place["name"], name in SECRET), place["name"]
        for place in told.get("env", ()):
            yield os.environ.get(place["name"]) or None, place["name"]
        for place in told.get("ini", ()):
            section, key = place["section"], place["key"]
            written = unquote(self._config.get(section, key, raw=True, fallback=""))
            # Seen from the file that it stands in, as Ansible takes paths.
            value = resolve_path(written, self._file) if written and told["type"] == "path" else written
            yield value or None, f"{key} in [{section}] of {self._file}"

    def _rendered(self, variable: str, secret: bool) -> Any:
        """A variable, rendered where it is a template, since Ansible hands a plugin the template itself."""
        written = self._variables.get(variable)
        if written is None or self._templar is None:
            return written
        try:
            value = self._templar.template(written)
            return None if is_omitted(value, self._variables) else value
        except AnsibleUndefinedVariable as error:
            problem = f"its template needs a variable that is not there{_which(error)}"
        except Exception as error:
            if type(error).__name__ == "AnsibleValueOmittedError":  # ansible-core 2.19 and later
                return None
            reason = "which is not shown, since it may hold the value" if secret else str(error).partition("\n")[0]
            problem = f"its template fails with {type(error).__name__}: {reason}"
        raise core.InvalidOptionError(variable, problem=problem)


def _converted(kind: str, value: Any) -> Any:
    try:
        return CONVERSIONS.get(kind, lambda same: same)(value)
    except TypeError:
        return value  # the core says what is wrong with it


def _which(error: Exception) -> str:
    """The variable that is not there, and nothing else: before 2.19 the error quotes what stands beside it."""
    found = re.search(r"'(\w+)' is undefined", str(error))
    return f": '{found[1]}' is undefined" if found else ""


def is_omitted(value: Any, variables: Mapping[str, Any]) -> bool:
    """Whether a value is Ansible's `omit`: the text of the variable `omit`, or from ansible-core 2.19 on an object."""
    omit = variables.get("omit")
    return type(value).__name__ == "_OmitType" or (isinstance(omit, str) and value == omit)


def _unknown(name: str, names: list[str]) -> core.InvalidOptionError:
    similar = " or ".join(get_close_matches(name, names))
    hint = f" (similar: {similar})" if similar else ""
    usage = f"models stand first, without a name, and the options are {', '.join(names)}"
    return core.InvalidOptionError(name, problem=f"there is no such option{hint}; {usage}")
