#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

DOCUMENTATION = r"""
module: endpoints_info
short_description: Find the Together AI endpoints that serve models
version_added: 0.1.0
author:
  - together.ai collection contributors (!UNKNOWN)
description:
  - Finds the Together AI endpoints that serve models. Returns the ID of each endpoint, for calls that manage it, and
    its name, which inference calls pass as C(model).
  - Models are matched exactly. If several endpoints serve a model, or none, the task fails and lists the candidates or
    similar names. O(on_multiple) and O(on_missing) change this.
  - Without O(models), lists all endpoints that pass the filters.
options:
  _sources:
    description:
      - Internal. The action plugin of this module sets it. Do not set it.
    type: dict
    suboptions:
      api_key:
        description:
          - The API key that the controller has, from a variable or from C(ansible.cfg).
        type: str
      values:
        description:
          - The values of other connection options that the controller has.
        type: dict
      names:
        description:
          - The name of each value in the place that it comes from.
        type: dict
      after_environment:
        description:
          - Options for which an environment variable of the host precedes the value.
        type: list
        elements: str
extends_documentation_fragment:
  - together.ai.attributes
  - together.ai.question
  - together.ai.question.models
  - together.ai.connection
  - together.ai.contract
notes:
  - Connection options that the task does not set are taken from the first of these places that has a value. First, the
    variable C(together_NAME), such as C(together_api_key); templates in it are rendered. Second, the environment
    variable of the host that runs the task, if the option has one. Third, the key C(NAME) in the section C([together])
    of C(ansible.cfg) on the controller; a relative path is relative to that file.
  - These options are O(api_key), O(base_url), O(api_version), O(project_id), O(timeout), O(deadline), O(retries),
    O(validate_certs), O(ca_path) and O(validation). An empty environment variable or key counts as not set.
  - The environment variables E(REQUESTS_CA_BUNDLE), E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY) are read on the host
    that runs the task. O(ca_path) is a path on that host.
  - Ansible prints a task's C(environment) at C(-vvv), so do not put the API key there.
  - Without pipelining, Ansible writes the module's arguments to a temporary file on the host, O(api_key) included, and
    removes it afterwards. Enable pipelining, or set E(TOGETHER_API_KEY) on the host, to avoid this.
  - One task with many O(models) sends as many requests as one task with a single model. A C(loop) over models repeats
    them for each model.
  - Results are not cached. Each retry of C(until) queries the API again.
seealso:
  - plugin: together.ai.endpoint_id
    plugin_type: lookup
  - name: The Together AI API, list all endpoints
    description: The specification that responses are validated against.
    link: https://docs.together.ai/reference/listendpoints
"""

EXAMPLES = r"""
# In these examples the API key is in the environment variable TOGETHER_API_KEY.

- name: Find the endpoint of one model
  together.ai.endpoints_info:
    models: mistralai/Mistral-Small-24B-Instruct-2501
  register: result

- name: Show its ID, and the name and URL for inference calls
  ansible.builtin.debug:
    msg: "{{ result.endpoint.id }} {{ result.endpoint.name }} {{ result.endpoint.inference_url }}"

- name: Find the endpoints of several models in one task
  together.ai.endpoints_info:
    models:
      - mistralai/Mistral-Small-24B-Instruct-2501
      - google/gemma-3-27b-it
  register: result

- name: Show the endpoint ID of each model
  ansible.builtin.debug:
    var: result.ids

- name: Select the newest of our endpoints of a model that accept inference calls
  together.ai.endpoints_info:
    models: Qwen/Qwen3-32B
    mine: true
    ready: true
    on_multiple: newest
  register: result

- name: Use a dedicated endpoint if there is one, otherwise the public one
  together.ai.endpoints_info:
    models: deepseek-ai/DeepSeek-R1
    prefer: dedicated
  register: result

- name: Wait up to 10 minutes until a model has an endpoint that accepts inference calls
  together.ai.endpoints_info:
    models: mistralai/Mistral-Small-24B-Instruct-2501
    wait: 600
  register: result

- name: List our endpoints, with an API key from a vault
  together.ai.endpoints_info:
    api_key: "{{ vault_together_api_key }}"
    mine: true
  register: result

- name: Show the names of those that are billed
  ansible.builtin.debug:
    msg: "{{ result.endpoints | selectattr('running') | map(attribute='name') | list }}"
"""

RETURN = r"""
endpoints:
  description:
    - The selected endpoints, each once, in the order of the API.
  returned: success
  type: list
  elements: dict
  contains:
    object:
      description:
        - Always V(endpoint).
      type: str
      sample: endpoint
    id:
      description:
        - The ID of the endpoint, for calls that manage it.
      type: str
      sample: endpoint-77caf163-c596-49d1-a25f-f209156f4972
    name:
      description:
        - The inference name of the endpoint. Inference calls pass it as V(model).
      type: str
      sample: acme/Mistral-Small-24B-Instruct-2501-7c1d02ab
    model:
      description:
        - The model that the endpoint serves.
        - An endpoint of API generation V(v2) can serve several models. The requested one is shown, otherwise
          the one with the most traffic. It is null if the endpoint has no deployment.
      type: str
      sample: mistralai/Mistral-Small-24B-Instruct-2501
    type:
      description:
        - V(dedicated) or V(serverless).
      type: str
      sample: dedicated
    owner:
      description:
        - The owner of the endpoint, V(together) for public endpoints. In V(v2), the slug of the project.
      type: str
      sample: acme
    state:
      description:
        - 'The state of the endpoint: V(PENDING), V(STARTING), V(STARTED), V(STOPPING), V(STOPPED) or V(ERROR).'
        - A state that the API's specification does not list is returned unchanged.
      type: str
      sample: STARTED
    created_at:
      description:
        - When the endpoint was created (RFC 3339).
      type: str
      sample: '2026-04-14T13:26:09.582Z'
    api_version:
      description:
        - The API generation that the record is from, V(v1) or V(v2).
      type: str
      sample: v1
    inference_url:
      description:
        - The base URL for inference calls to the endpoint.
      type: str
      sample: https://api.together.ai/v1
    ready:
      description:
        - Whether the endpoint accepts inference calls.
      type: bool
      sample: true
    running:
      description:
        - Whether hardware is running for the endpoint and is billed. Always false for serverless endpoints.
      type: bool
      sample: true
    extra:
      description:
        - All other fields that the API sent.
        - In V(v2), these include V(deployments), with the state, model, replicas and hardware of each deployment.
      type: dict
      sample: {}
endpoint:
  description:
    - The selected endpoint if there is exactly one, otherwise null.
  returned: success
  type: dict
  sample:
    object: endpoint
    id: endpoint-77caf163-c596-49d1-a25f-f209156f4972
    name: acme/Mistral-Small-24B-Instruct-2501-7c1d02ab
    model: mistralai/Mistral-Small-24B-Instruct-2501
    type: dedicated
    owner: acme
    state: STARTED
    created_at: '2026-04-14T13:26:09.582Z'
    api_version: v1
    inference_url: https://api.together.ai/v1
    ready: true
    running: true
    extra: {}
matches:
  description:
    - The selected endpoints of each model, by the model's name as it was requested.
    - If no models were requested, by the name of every listed model.
  returned: success
  type: dict
  sample:
    mistralai/Mistral-Small-24B-Instruct-2501:
      - object: endpoint
        id: endpoint-77caf163-c596-49d1-a25f-f209156f4972
        name: acme/Mistral-Small-24B-Instruct-2501-7c1d02ab
        model: mistralai/Mistral-Small-24B-Instruct-2501
        type: dedicated
        owner: acme
        state: STARTED
        created_at: '2026-04-14T13:26:09.582Z'
        api_version: v1
        inference_url: https://api.together.ai/v1
        ready: true
        running: true
        extra: {}
ids:
  description:
    - The endpoint ID of each model that has exactly one selected endpoint, by the model's name.
  returned: success
  type: dict
  sample:
    mistralai/Mistral-Small-24B-Instruct-2501: endpoint-77caf163-c596-49d1-a25f-f209156f4972
names:
  description:
    - The inference name of each model that has exactly one selected endpoint, by the model's name.
  returned: success
  type: dict
  sample:
    mistralai/Mistral-Small-24B-Instruct-2501: acme/Mistral-Small-24B-Instruct-2501-7c1d02ab
contract_violations:
  description:
    - The violations of the API's schema that did not fail the lookup, at most 100.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description:
        - The place in the response, as a JSON path such as V($.data[3].state).
      type: str
      sample: $.data[3].state
    message:
      description:
        - What the schema expects, and what was found.
      type: str
      sample: expected one of PENDING, STARTING, STARTED, found "FAILED"
contract_violation_count:
  description:
    - The number of violations.
    - Beyond the first 100, an endpoint counts once, because its violations are not examined one by one.
  returned: success
  type: int
  sample: 1
count:
  description:
    - The number of selected endpoints.
  returned: success
  type: int
  sample: 1
api_versions:
  description:
    - The API generations that answered.
  returned: success
  type: list
  elements: str
  sample:
    - v1
    - v2
progress:
  description:
    - With O(wait), a sentence for each change of state that was waited out.
  returned: always
  type: list
  elements: str
  sample: []
trace:
  description:
    - A sentence for each attempt of a request, with its URL, HTTP status, size, duration and number, and
      why it is repeated. It does not contain the API key.
  returned: at verbosity 3 (C(-vvv)) and above
  type: list
  elements: str
  sample:
    - 'GET https://api.together.ai/v1/endpoints: HTTP 200, 4711 bytes, 0.271 s, attempt 1 of 4.'
error_type:
  description:
    - The kind of error.
    - V(ambiguous) - Several endpoints serve one model.
    - V(missing) - No endpoint serves a model, or none that passes the filters.
    - V(contract) - A response violates the schema of the API.
    - V(envelope) - A response is not what the API sends for this request.
    - V(not_ready) - A model has no ready endpoint after O(wait).
    - V(invalid_option) - An option has an invalid value.
    - V(missing_library) - A Python library, or Python itself, is missing or too old.
    - V(connection) - No complete response arrived.
    - V(timeout) - The API did not respond within O(timeout) or O(deadline).
    - V(redirect) - The URL redirects to another one, which is not followed.
    - V(unauthorized) - The API rejected the key (HTTP status 401).
    - V(payment_required) - The account has reached its spending limit (HTTP status 402).
    - V(forbidden) - The key may not access this, or a proxy refused the request (HTTP status 403).
    - V(rate_limited) - The API received too many requests (HTTP status 429).
    - V(server_error) - The API failed (HTTP status 500 or more).
    - V(http_error) - Any other HTTP error status.
    - V(resources) - The system has no more open files, memory or threads for this process.
    - V(bug) - An error in this software.
    - Not returned if Ansible itself rejects an option or cannot start the module.
  returned: failure
  type: str
  sample: ambiguous
retryable:
  description:
    - Whether the same task may succeed later without a change.
  returned: failure
  type: bool
  sample: false
error:
  description:
    - The facts from which the message is made. They depend on RV(error_type).
    - V(ambiguous) has C(candidates), the endpoints of each model.
    - V(missing) has C(similar), the names that resemble each missing model.
    - V(contract) has C(contract_violations).
    - The errors for an HTTP status have C(status) and C(message), the message of the API. They have C(request_ids),
      a dictionary of the headers C(x-request-id) and C(cf-ray), if the server sent any.
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
          created_at: '2026-03-17T08:00:05Z'
        - id: endpoint-3708427d-ce87-4336-884a-d3e3438361c4
          name: acme/Qwen3-32B-0f3a91bc
          model: Qwen/Qwen3-32B
          type: dedicated
          owner: acme
          state: STARTED
          created_at: '2026-05-01T09:12:44.871Z'
"""

import sys

from ansible.module_utils import basic

if sys.version_info >= (3, 9):  # noqa: UP036 - hosts may have an older one
    from ansible_collections.together.ai.plugins.module_utils import _argument_spec, _failures
    from ansible_collections.together.ai.plugins.module_utils._core import client as core

TRACE_VERBOSITY = 3  # -vvv
SET_KEY_TEXT = (
    "Set {api_key}, the variable together_api_key, TOGETHER_API_KEY in the environment of the host that runs the task, "
    "or api_key in [together] of ansible.cfg"
)


# The module's own code stays within the syntax of Python 2.7, so that every older Python gets the message of
# `reject_old_python` instead of a syntax error.
def main():
    # type: () -> None
    """Run the module."""
    if sys.version_info < (3, 9):  # noqa: UP036 - hosts may have an older one
        reject_old_python()
    with core.gc_disabled_until_exit():
        run()


def run():
    # type: () -> None
    """Look up the endpoints, and return them or fail with a message."""
    module = basic.AnsibleModule(argument_spec=_argument_spec.argument_spec(), supports_check_mode=True)
    names = _argument_spec.apply_sources(module.params)
    module.no_log_values.update(_argument_spec.secret_urls(module.params))
    progress = []  # type: list[str]
    trace = []  # type: list[str]
    is_traced = module._verbosity >= TRACE_VERBOSITY
    outcome = look_up(module, names, progress.append, trace.extend if is_traced else None)
    messages = {"progress": progress, "trace": trace} if is_traced else {"progress": progress}
    if isinstance(outcome, Exception):
        # Outside of `except`: inside it, fail_json adds a traceback when Ansible is verbose.
        renderer = core.Renderer(names, {"set_key": SET_KEY_TEXT})
        result = _failures.failure_result(outcome, renderer)
        result.update(messages)
        module.fail_json(**result)
    for warning in outcome.warnings:
        module.warn(warning)
    result = outcome.to_dict()
    result.update(messages)
    module.exit_json(changed=False, **result)


def look_up(module, names, progress, trace):
    # type: (basic.AnsibleModule, dict[str, str], core.Progress, core.Trace | None) -> core.Answer | Exception
    """The answer, or the exception that the lookup raised. progress, trace: called with sentences."""
    try:
        settings, query = _argument_spec.prepare(module.params, names)
        module.no_log_values.add(settings.api_key)  # as it is sent: stripped, or from the environment
        return core.lookup(settings, query, progress, trace)
    except Exception as error:
        return error


def reject_old_python():
    # type: () -> None
    """Fail with a message."""
    arguments = {}
    for name in basic._load_params():
        arguments[name] = {"type": "raw", "no_log": name.endswith("api_key")}
    module = basic.AnsibleModule(argument_spec=arguments, supports_check_mode=True)
    found = sys.executable + " is Python " + sys.version.split()[0]
    module.fail_json(
        msg="together.ai.endpoints_info requires Python 3.9 or later on the host that runs the task, but "
        + found
        + ". Set ansible_python_interpreter to a later Python.",
        error_type="missing_library",
        retryable=False,
        error={},
    )


if __name__ == "__main__":
    main()
