#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: endpoints_info
short_description: Find the Together AI endpoints that serve models
version_added: 0.1.0
author:
  - together.ai collection contributors (!UNKNOWN)
description:
  - Tells which Together AI endpoint serves a model. Gives the endpoint's ID, which calls that manage it need, and its
    name, which inference calls pass as C(model).
  - Models are matched exactly and nothing is guessed. If several endpoints serve a model, or none does, that is an
    error that says which ones there are, unless O(on_multiple) or O(on_missing) say otherwise.
  - All models together cost one request; with O(api_version=v2) one more for each. Without O(models), lists the
    endpoints.
options:
  models:
    description:
      - The models to find endpoints for, spelled as the API spells them, such as V(Qwen/Qwen3-32B).
      - If not given, the answer holds every endpoint that passes the filters, and O(on_multiple) and O(on_missing) do
        not apply.
      - An empty list is an error.
    type: list
    elements: str
extends_documentation_fragment:
  - together.ai.attributes
  - together.ai.question
  - together.ai.connection
  - together.ai.contract
notes:
  - The environment is that of the host the task runs on. This goes for E(TOGETHER_API_KEY), for the other variables
    named above, for E(REQUESTS_CA_BUNDLE) and for those that name a proxy (E(HTTPS_PROXY), E(NO_PROXY)); O(ca_path) is
    a path on that host. Run the task on C(localhost) to use those of the controller.
  - Keep the key out of a task's C(environment), which Ansible prints at C(-vvv).
  - One task with many O(models) asks for the list of endpoints once. A C(loop) over models asks for it each time.
  - Nothing is kept from task to task. Each try of C(until) asks the API again.
seealso:
  - plugin: together.ai.endpoint_id
    plugin_type: lookup
  - name: The Together AI API, list all endpoints
    description: The specification that answers are checked against.
    link: https://docs.together.ai/reference/listendpoints
"""

EXAMPLES = r"""
# In these examples the API key is in the environment variable TOGETHER_API_KEY.

- name: Find the endpoint of one model
  together.ai.endpoints_info:
    models: mistralai/Mistral-Small-24B-Instruct-2501
  register: found

- name: Show its ID, and its name for inference calls
  ansible.builtin.debug:
    msg: "{{ row.id }} {{ row.name }}"
  vars:
    row: "{{ found.endpoints[0] }}"

- name: Find the endpoints of many models with one request
  together.ai.endpoints_info:
    models:
      - mistralai/Mistral-Small-24B-Instruct-2501
      - google/gemma-3-27b-it
  register: found

- name: Show a dictionary from model to endpoint ID
  ansible.builtin.debug:
    var: found.ids

- name: Among several endpoints of a model, take the newest dedicated one that runs
  together.ai.endpoints_info:
    models: Qwen/Qwen3-32B
    mine: true
    type: dedicated
    state: STARTED
    on_multiple: newest
  register: found

- name: Wait until an endpoint is ready, for 10 minutes at most
  together.ai.endpoints_info:
    models: mistralai/Mistral-Small-24B-Instruct-2501
    mine: true
    on_missing: ignore
  register: found
  until: found is failed or found.endpoints | selectattr('ready') | list | length > 0
  retries: 60
  delay: 10

- name: Use a dedicated endpoint if there is one, and else the public one
  block:
    - name: Find the dedicated endpoint
      together.ai.endpoints_info:
        models: deepseek-ai/DeepSeek-R1
        type: dedicated
      register: found
  rescue:
    - name: Stop if it failed for another reason than that there is none
      ansible.builtin.fail:
        msg: "{{ ansible_failed_result.msg }}"
      when: ansible_failed_result.error_type | default('') != 'missing'

    - name: Find the public endpoint
      together.ai.endpoints_info:
        models: deepseek-ai/DeepSeek-R1
        type: serverless
      register: found

- name: List your endpoints, with the key from a vault
  together.ai.endpoints_info:
    api_key: "{{ vault_together_api_key }}"
    mine: true
  register: found
"""

RETURN = r"""
endpoints:
  description: The endpoints found, each once, in the order of the API.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The endpoint's ID, which calls that manage it need.
      type: str
      sample: endpoint-77caf163-c596-49d1-a25f-f209156f4972
    name:
      description: The endpoint's name, which inference calls pass as C(model).
      type: str
      sample: acme/Mistral-Small-24B-Instruct-2501-7c1d02ab
    model:
      description:
        - The model it serves.
        - With O(api_version=v2), of several models the one asked for or that with the most traffic; its resource name
          where the key may not look at it; null without a deployment.
      type: str
      sample: mistralai/Mistral-Small-24B-Instruct-2501
    type:
      description: V(dedicated) or V(serverless).
      type: str
      sample: dedicated
    owner:
      description: Who owns it, V(together) for the public ones. With O(api_version=v2), the project.
      type: str
      sample: acme
    state:
      description: >-
        V(PENDING), V(STARTING), V(STARTED), V(STOPPING), V(STOPPED), V(ERROR), or a state that the API does not
        document.
      type: str
      sample: STARTED
    created_at:
      description: When it was created (RFC 3339).
      type: str
      sample: "2026-04-14T13:26:09.582Z"
    object:
      description: V(endpoint).
      type: str
      sample: endpoint
    ready:
      description: Whether it takes inference calls, which is in the states V(STARTED) and V(READY).
      type: bool
      sample: true
    extra:
      description:
        - All fields that the API's specification does not know, as they came.
        - With O(api_version=v2), C(deployments), C(visibility), C(updated_at), C(traffic_split), C(endpoint_type), and
          all other fields as they came.
      type: dict
      sample: {}
matches:
  description:
    - For each model, the list of its endpoints, as in RV(endpoints).
    - Has a key for each of the O(models) as it was spelled there, or without O(models) for each model seen.
  returned: success
  type: dict
  sample:
    mistralai/Mistral-Small-24B-Instruct-2501:
      - id: endpoint-77caf163-c596-49d1-a25f-f209156f4972
        name: acme/Mistral-Small-24B-Instruct-2501-7c1d02ab
        model: mistralai/Mistral-Small-24B-Instruct-2501
        type: dedicated
        owner: acme
        state: STARTED
        created_at: "2026-04-14T13:26:09.582Z"
        object: endpoint
        ready: true
        extra: {}
ids:
  description: For each model with exactly one endpoint found, the endpoint's ID.
  returned: success
  type: dict
  sample:
    mistralai/Mistral-Small-24B-Instruct-2501: endpoint-77caf163-c596-49d1-a25f-f209156f4972
names:
  description: For each model with exactly one endpoint found, the endpoint's name.
  returned: success
  type: dict
  sample:
    mistralai/Mistral-Small-24B-Instruct-2501: acme/Mistral-Small-24B-Instruct-2501-7c1d02ab
count:
  description: How many RV(endpoints) there are.
  returned: success
  type: int
  sample: 1
contract_violations:
  description: >-
    What the API's answer breaks of its specification where O(validation) lets it pass. The first ten are warnings as
    well.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: Where it is in the answer, as a JSON path.
      type: str
      sample: $.data[3].state
    message:
      description: What was expected, and what was found.
      type: str
      sample: expected one of PENDING, STARTING, STARTED, STOPPING, STOPPED, ERROR, found "FAILED"
error_type:
  description:
    - The kind of error, one of V(ambiguous), V(missing), V(contract), V(envelope) (no list of endpoints came),
      V(invalid_option), V(missing_library), V(connection), V(timeout), V(redirect), V(unauthorized) (HTTP 401),
      V(payment_required) (402), V(forbidden) (403), V(rate_limited) (429), V(server_error) (5xx), V(http_error) (any
      other), V(bug).
    - Not there where Ansible itself refuses the options, or cannot start the module.
  returned: failure
  type: str
  sample: ambiguous
error:
  description:
    - The facts behind the message, by name. Which ones depends on RV(error_type).
    - For V(ambiguous), C(candidates) has the endpoints of each model in question. For V(missing), C(near) has names
      that resemble each missing model. For V(contract), C(contract_violations) has what stood in the way. For HTTP
      errors, C(status) and C(message) are there.
  returned: failure
  type: dict
  sample:
    candidates:
      Qwen/Qwen3-32B:
        - id: endpoint-0310cefd-0024-4ff3-930d-f159e5396706
          name: acme/Qwen3-32B-b84e20d7
          model: Qwen/Qwen3-32B
          type: dedicated
          owner: acme
          state: STOPPED
          created_at: "2026-03-17T08:00:05Z"
        - id: endpoint-3708427d-ce87-4336-884a-d3e3438361c4
          name: acme/Qwen3-32B-0f3a91bc
          model: Qwen/Qwen3-32B
          type: dedicated
          owner: acme
          state: STARTED
          created_at: "2026-05-01T09:12:44.871Z"
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.together.ai.plugins.module_utils import _options
from ansible_collections.together.ai.plugins.module_utils._core import client as core
from ansible_collections.together.ai.plugins.module_utils._core import gc_control

RENDERER = core.Renderer(
    replacements={"set_key": "Set {api_key}, or TOGETHER_API_KEY in the environment of the host that runs the task"}
)


@gc_control.gc_disabled_until_exit()
def main() -> None:
    """Look up the endpoints, and return them or fail with a message."""
    module = AnsibleModule(argument_spec=_options.argument_spec(), supports_check_mode=True)
    module.no_log_values.update(_options.secret_urls(module.params))
    try:
        settings, query = _options.prepare(module.params)
        module.no_log_values.add(settings.api_key)  # as it is sent: stripped, or from the environment
        answer = core.lookup(settings, query)
        for warning in answer.warnings:
            module.warn(warning)
        module.exit_json(changed=False, **answer.to_dict())
    except Exception as error:
        failed = error
    # Outside of `except`: inside it, fail_json adds a traceback when Ansible is verbose.
    module.fail_json(**_options.failure(failed, RENDERER))


if __name__ == "__main__":
    main()
