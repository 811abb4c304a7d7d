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
from functools import partial
from typing import Any, Callable

from ansible import constants as C  # noqa: N812 - as everyone calls it
from ansible.errors import AnsibleUndefinedVariable
from ansible.module_utils.common.validation import check_type_bool, check_type_list, check_type_path, check_type_str
from ansible.parsing.quoting import unquote
from ansible.plugins.lookup import LookupBase

from ansible_collections.together.ai.plugins.module_utils.core import api as core

# As AnsibleModule converts them. The core takes text for numbers, and refuses what does not fit.
CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "bool": check_type_bool,
    "list": check_type_list,
    "path": check_type_path,
    "str": check_type_str,
}


def options(plugin: LookupBase, direct: Mapping[str, Any], variables: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each option, None where none is given. Raises core.InvalidOption.

    direct: the arguments of the call, by name; variables: as the plugin gets them, their templates not yet rendered.
    """
    documented = {name: told for name, told in plugin.option_definitions.items() if not name.startswith("_")}
    unknown = [name for name in direct if name not in documented]
    if unknown:
        raise _unknown(unknown[0], sorted(documented))
    config = _config()
    rendered = partial(_rendered, plugin, variables)
    omit = variables.get("omit")
    return {name: _value(told, _given(name, told, direct, rendered, config, omit)) for name, told in documented.items()}


def _given(
    name: str,
    told: Mapping[str, Any],
    direct: Mapping[str, Any],
    rendered: Callable[[str], Any],
    config: ConfigParser,
    omit: Any,
) -> Iterator[Any]:
    """What each place has for an option, None for nothing; the first place goes before the others."""
    yield None if _is_omitted(direct.get(name), omit) else direct.get(name)
    yield from (rendered(place["name"]) for place in told.get("vars", ()))
    yield from (os.environ.get(place["name"]) or None for place in told.get("env", ()))
    for place in told.get("ini", ()):
        yield unquote(config.get(place["section"], place["key"], raw=True, fallback="")) or None


def _value(told: Mapping[str, Any], given: Iterator[Any]) -> Any:
    value = next((value for value in given if value is not None), None)
    if value is None:
        return None
    try:
        return CONVERSIONS.get(told["type"], lambda same: same)(value)
    except TypeError:
        return value  # the core says what is wrong with it


def _rendered(plugin: LookupBase, variables: Mapping[str, Any], name: str) -> Any:
    """A variable, rendered where it is a template, since Ansible hands a plugin the template itself."""
    written, templar = variables.get(name), plugin._templar
    if written is None or templar is None:
        return written
    try:
        value = templar.template(written)
        return None if _is_omitted(value, variables.get("omit")) else value
    except AnsibleUndefinedVariable as error:
        problem = f"its template needs a variable that is not there{_which(error)}"
    except Exception as error:  # which may hold what the variable does
        if type(error).__name__ == "AnsibleValueOmittedError":  # ansible-core 2.19 and later
            return None
        problem = f"its template fails with {type(error).__name__}"
    raise core.InvalidOption(name, problem)


def _which(error: Exception) -> str:
    """The variable that is not there, and nothing else: before 2.19 the error quotes what stands beside it."""
    found = re.search(r"'(\w+)' is undefined", str(error))
    return f": '{found[1]}' is undefined" if found else ""


def _is_omitted(value: Any, omit: Any) -> bool:
    """Whether a value is Ansible's `omit`: the text of the variable `omit`, or from ansible-core 2.19 on an object."""
    return type(value).__name__ == "_OmitType" or (isinstance(omit, str) and value == omit)


def _config() -> ConfigParser:
    """The ansible.cfg in use, read as Ansible does."""
    config = ConfigParser(inline_comment_prefixes=(";",))
    config.read(C.config.get_config_value("CONFIG_FILE") or (), encoding="utf-8")
    return config


def _unknown(name: str, names: list[str]) -> core.InvalidOption:
    similar = " or ".join(get_close_matches(name, names))
    hint = f" (similar: {similar})" if similar else ""
    usage = f"models stand first, without a name, and the options are {', '.join(names)}"
    return core.InvalidOption(name, f"there is no such option{hint}; {usage}")
