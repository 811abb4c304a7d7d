# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
name: endpoint_id
short_description: The IDs of the Together AI endpoints that serve models
version_added: 0.1.0
author:
  - together.ai collection contributors (!UNKNOWN)
description:
  - Models in, endpoint IDs out, which calls that manage an endpoint need; or with O(attribute=name) the names that
    inference calls pass as C(model), or anything else that is known of the endpoints.
  - Gives one element for each model, in the order of the models.
  - Models are matched exactly and nothing is guessed. If several endpoints serve a model, or none does, that is an
    error that says which ones there are, unless O(on_multiple) or O(on_missing) say otherwise.
options:
  _terms:
    description:
      - The models to find endpoints for, spelled as the API spells them, such as V(Qwen/Qwen3-32B). However many, they
        cost one request, and with O(api_version=v2) one more each.
      - A list among them stands for what is in it. At least one model is needed.
    type: list
    elements: str
    required: true
  attribute:
    description:
      - What to give of each endpoint, one of the fields that M(together.ai.endpoints_info) returns for it, or V(row), a
        dictionary of all of them.
      - V(name) is what inference calls pass as C(model). V(ready) tells whether it takes inference calls.
    type: str
    choices: [id, name, model, type, owner, state, created_at, object, ready, extra, row]
    default: id
extends_documentation_fragment:
  - together.ai.question
  - together.ai.connection
  - together.ai.connection.plugin
  - together.ai.contract
  - together.ai.contract.plugin
notes:
  - With O(on_missing=ignore), the element of a model without an endpoint is V(None). The filter C(default) replaces it
    if its second argument is V(true), and with it all that is false or empty, such as O(attribute=ready) of an endpoint
    that is not. In a list of several, C(map('default', ..., true)) does.
  - With O(on_multiple=all), each element is a list, with the O(attribute) of each endpoint of the model; an empty one
    without an endpoint.
  - Use C(query) to get a list always. C(lookup) gives the element itself if there is just one,
    and joins several to one string with commas if all of them are strings.
  - Runs on the controller, in its environment, whatever the host of a task or its C(environment).
  - Ansible evaluates a lookup anew wherever its value is used, for each host and each time, and each time asks the API.
    To ask once, keep the value with M(ansible.builtin.set_fact), with C(run_once) for all hosts.
seealso:
  - module: together.ai.endpoints_info
  - name: The Together AI API, list all endpoints
    description: The specification that answers are checked against.
    link: https://docs.together.ai/reference/listendpoints
"""

EXAMPLES = r"""
# In these examples the API key is in the environment variable TOGETHER_API_KEY.

- name: Show the ID of the endpoint that serves a model
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'mistralai/Mistral-Small-24B-Instruct-2501') }}"

- name: Show its name for inference calls
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'mistralai/Mistral-Small-24B-Instruct-2501', attribute='name') }}"

- name: Show the IDs for many models, asked for with one request
  ansible.builtin.debug:
    msg: "{{ item.0 }} is served by {{ item.1 }}"
  loop: "{{ models | zip(query('together.ai.endpoint_id', models)) | list }}"
  vars:
    models:
      - mistralai/Mistral-Small-24B-Instruct-2501
      - google/gemma-3-27b-it

- name: Among several endpoints of a model, take the newest dedicated one that runs
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'Qwen/Qwen3-32B', **choice) }}"
  vars:
    choice:
      mine: true
      type: dedicated
      state: STARTED
      on_multiple: newest

- name: Show the names of all endpoints of a model
  ansible.builtin.debug:
    msg: "{{ name }}"
  loop: "{{ lookup('together.ai.endpoint_id', 'Qwen/Qwen3-32B', attribute='name', on_multiple='all') }}"
  loop_control:
    loop_var: name

- name: Fall back on another name where no endpoint serves a model
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'acme/not-there', on_missing='ignore') | default('none', true) }}"

- name: Use a key from a vault
  ansible.builtin.debug:
    msg: "{{ lookup('together.ai.endpoint_id', 'google/gemma-3-27b-it') }}"
  vars:
    together_api_key: "{{ vault_together_api_key }}"
"""

RETURN = r"""
_raw:
  description:
    - For each model, in their order, the O(attribute) of the endpoint that serves it.
    - V(None) for a model without one and O(on_missing=ignore). With O(on_multiple=all), for each model a list.
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
from ansible.plugins.lookup import LookupBase
from jinja2 import UndefinedError

from ansible_collections.together.ai.plugins.module_utils import _options
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.plugin_utils import _given

ATTRIBUTE = core.Option("attribute", "str", default="id", choices=dict.fromkeys((*core.ENDPOINT_FIELDS, "row"), ""))
NO_MODEL = (
    "expected at least one, found an empty list; models stand first, without a name, as in "
    "lookup('together.ai.endpoint_id', model); the module together.ai.endpoints_info lists all endpoints"
)
SET_KEY = (
    "Set {api_key}, the variable together_api_key, TOGETHER_API_KEY in the environment of the controller, "
    "or api_key in [together] of ansible.cfg"
)


class LookupModule(LookupBase):
    def run(self, terms: Any, variables: Any = None, **kwargs: Any) -> list[Any]:
        """Look up the endpoints, and give something of each; or raise AnsibleLookupError with a sentence."""
        kwargs.pop("wantlist", None)  # which `with_` adds before ansible-core 2.19
        given = _given.Given({}, {})
        try:
            given = _given.options(self, kwargs, variables or {})
            options = given.values
            models = [model for model in _flat(terms) if not _given.is_omitted(model, variables or {})]
            if not models:
                raise core.InvalidOptionError("models", problem=NO_MODEL)
            attribute = core.check(ATTRIBUTE, options["attribute"])
            settings, query = _options.prepare({**options, "models": models})
            answer = core.lookup(settings, query)
            for warning in answer.warnings:
                self._display.warning(warning)
            rows = [answer.matches[model] for model in query.models or ()]
            found = [[row if attribute == "row" else row[attribute] for row in serving] for serving in rows]
            return found if query.on_multiple == "all" else [next(iter(values), None) for values in found]
        except (UndefinedError, AnsibleUndefinedVariable):  # Ansible's to tell of
            raise
        except Exception as error:
            failed = error
        # Outside of `except`: inside, the error would drag along one that may hold the API key.
        renderer = core.Renderer(given.names, {"set_key": SET_KEY})
        raise AnsibleLookupError(_options.message(failed, renderer))


def _flat(terms: Iterable[Any]) -> Iterator[Any]:
    """The models in terms that may be lists of models."""
    for term in terms:
        if is_iterable(term) and not isinstance(term, Mapping):
            yield from _flat(term)
        else:
            yield term
