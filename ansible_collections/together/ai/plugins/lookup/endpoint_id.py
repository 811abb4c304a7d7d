# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: endpoint_id
short_description: Look up the Together AI endpoints that serve models
version_added: 0.1.0
author:
  - together.ai collection contributors (!UNKNOWN)
description:
  - Returns one element for each model, in the order of the models. It is the ID of the endpoint that serves the model,
    for calls that manage the endpoint. With O(attribute=name), it is the name that inference calls pass as C(model).
  - Models are matched exactly. If several endpoints serve a model, or none, the lookup fails and lists the candidates
    or similar names. O(on_multiple) and O(on_missing) change this.
extends_documentation_fragment:
  - together.ai.question
  - together.ai.question.lookup
  - together.ai.connection
  - together.ai.connection.plugin
  - together.ai.contract
  - together.ai.contract.plugin
notes:
  - An option that is not passed is taken from the first of these places that it has and that has a value. First, the
    variable, such as C(together_api_key); templates in it are rendered. Second, the environment variable of the
    controller. Third, the key in the section C([together]) of C(ansible.cfg); a relative path is relative to that file.
    An empty environment variable or key counts as not set.
  - At verbosity 3 (C(-vvv)), each request is shown, with its URL, HTTP status, size, duration and attempt, and without
    the API key.
  - Lookups run on the controller. The C(environment) of a task or play does not reach them.
  - With O(on_missing=ignore), the element of a model without an endpoint is V(None). The filter C(default('x', true))
    replaces it. The filter also replaces V(false), so for a boolean return O(attribute=row) and read the field from it.
  - With O(on_multiple=all), each element is a list with one entry for each endpoint of the model.
  - C(query) always returns a list. C(lookup) returns a single element without the list, and joins several strings with
    commas.
  - Ansible evaluates a lookup each time its value is used, for each host, and each evaluation queries the API. To query
    once, store the value with M(ansible.builtin.set_fact) and C(run_once).
seealso:
  - module: together.ai.endpoints_info
  - name: The Together AI API, list all endpoints
    description: The specification that responses are validated against.
    link: https://docs.together.ai/reference/listendpoints
"""

EXAMPLES = r"""
# In these examples the API key is in the environment variable TOGETHER_API_KEY of the controller.

- name: Show the ID of the endpoint that serves a model
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'mistralai/Mistral-Small-24B-Instruct-2501') }}"

- name: Show its name for inference calls
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'mistralai/Mistral-Small-24B-Instruct-2501', attribute='name') }}"

- name: Show the IDs for several models
  ansible.builtin.debug:
    msg: "{{ item.0 }} is served by {{ item.1 }}"
  loop: "{{ models | zip(query('together.ai.endpoint_id', models)) | list }}"
  vars:
    models:
      - mistralai/Mistral-Small-24B-Instruct-2501
      - google/gemma-3-27b-it

- name: Show the inference URL and the name of an endpoint
  ansible.builtin.debug:
    msg: "{{ endpoint.inference_url }} {{ endpoint.name }}"
  vars:
    endpoint: "{{ lookup('together.ai.endpoint_id', 'google/gemma-3-27b-it', attribute='row') }}"

- name: Select the newest of our endpoints of a model that accept inference calls
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'Qwen/Qwen3-32B', mine=true, ready=true, on_multiple='newest') }}"

- name: Use a dedicated endpoint if there is one, otherwise the public one
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'deepseek-ai/DeepSeek-R1', attribute='name', prefer='dedicated') }}"

- name: Show the names of all endpoints of a model
  ansible.builtin.debug:
    msg: "{{ name }}"
  loop: "{{ lookup('together.ai.endpoint_id', 'Qwen/Qwen3-32B', attribute='name', on_multiple='all') }}"
  loop_control:
    loop_var: name

- name: Show a default if no endpoint serves a model
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'acme/not-there', on_missing='ignore') | default('none', true) }}"

- name: Use an API key from a vault
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'google/gemma-3-27b-it') }}"
  vars:
    together_api_key: "{{ vault_together_api_key }}"
"""

RETURN = r"""
_raw:
  description:
    - For each model, in the order of the models, the O(attribute) of the endpoint that serves it.
    - V(None) for a model without an endpoint if O(on_missing=ignore). A list for each model if O(on_multiple=all).
  type: list
  elements: raw
  sample:
    - endpoint-77caf163-c596-49d1-a25f-f209156f4972
    - endpoint-5a8d500e-987e-444e-8837-ebad7851b120
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ansible.errors import AnsibleLookupError, AnsibleUndefinedVariable
from ansible.module_utils.common.collections import is_iterable
from ansible.parsing.vault import AnsibleVaultError
from ansible.plugins.lookup import LookupBase
from jinja2 import UndefinedError

from ansible_collections.together.ai.plugins.module_utils import _argument_spec, _failures
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.plugin_utils._option_sources import (
    OptionSources,
    ResolvedOptions,
    is_omitted,
    refuse_unknown,
)

ATTRIBUTE = core.Option("attribute", "str", default="id", choices=dict.fromkeys((*core.ENDPOINT_FIELDS, "row"), ""))
QUESTION = tuple(option for option in core.QUESTION if option.name != "models")  # the models are the terms
NAMES = [option.name for option in (ATTRIBUTE, *QUESTION, *core.CONNECTION)]
USAGE = f"Pass the models first, without a name, and then options. The options are {', '.join(NAMES)}"
NO_MODEL = core.Hint(
    "no_model",
    "Pass the models first, without a name, as in lookup('together.ai.endpoint_id', model). "
    "To list all endpoints, use the module together.ai.endpoints_info",
)
SET_KEY_TEXT = (
    "Set {api_key}, the variable together_api_key, TOGETHER_API_KEY in the environment of the controller, or api_key "
    "in [together] of ansible.cfg. The environment of a task or play does not reach lookups"
)


TRACE_VERBOSITY = 3  # -vvv


class LookupModule(LookupBase):
    """The lookup together.ai.endpoint_id."""

    def run(self, terms: Any, variables: Any = None, **kwargs: Any) -> list[Any]:
        """Return the attribute of the endpoints of each model. Raises AnsibleLookupError."""
        kwargs.pop("wantlist", None)  # `with_` passes it before ansible-core 2.19
        options = ResolvedOptions({}, {})
        try:
            refuse_unknown(kwargs, NAMES, USAGE)
            options = _resolve(OptionSources(self._templar, variables or {}), kwargs)
            models = [model for model in _flatten(terms) if not is_omitted(model, variables or {})]
            if not models:
                raise core.InvalidOptionError("models", "at least one", "an empty list", hints=[NO_MODEL])
            settings, query = _argument_spec.prepare({**options.values, "models": models}, options.names)
            core.refuse_key({"attribute": options.values["attribute"]}, settings.api_key)
            attribute = core.check(ATTRIBUTE, options.values["attribute"] or ATTRIBUTE.default)
            trace = self._show_trace if self._display.verbosity >= TRACE_VERBOSITY else None
            answer = core.lookup(settings, query, progress=self._display.v, trace=trace)
            for warning in answer.warnings:
                self._display.warning(warning)
            return [_element(answer.matches[model], attribute, query) for model in query.models or ()]
        except (UndefinedError, AnsibleUndefinedVariable, AnsibleVaultError):
            raise  # Ansible reports undefined variables and missing vault passwords itself
        except Exception as error:
            failed = error
        # Outside of `except`: inside, the error would refer to the first one, which may contain the API key.
        raise AnsibleLookupError(
            _failures.failure_message(failed, core.Renderer(options.names, {"set_key": SET_KEY_TEXT}))
        )

    def _show_trace(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self._display.vvv(sentence)


def _resolve(sources: OptionSources, arguments: Mapping[str, Any]) -> ResolvedOptions:
    """Every option from the first place that has a value. The core itself reads environment variables."""
    options = ResolvedOptions({}, {})
    for option in (ATTRIBUTE, *QUESTION, *core.CONNECTION):
        sourced = sources.argument(option, arguments)
        if sourced is None and option in core.CONNECTION:
            sourced = sources.variable(option)
            if sourced is None and not _argument_spec.is_in_environment(option):
                sourced = sources.configuration_file(option)
        options.values[option.name] = _argument_spec.convert(option, sourced.value) if sourced else None
        options.names[option.name] = sourced.name if sourced else option.name
    return options


def _element(endpoints: list[Any], attribute: str, query: core.Query) -> Any:
    """What the lookup returns for the endpoints of one model."""
    values = [endpoint if attribute == "row" else endpoint[attribute] for endpoint in endpoints]
    return values if query.on_multiple == "all" else next(iter(values), None)


def _flatten(terms: Iterable[Any]) -> Iterator[Any]:
    """The models in terms that may be lists of models."""
    for term in terms:
        if is_iterable(term) and not isinstance(term, Mapping):
            yield from _flatten(term)
        else:
            yield term
