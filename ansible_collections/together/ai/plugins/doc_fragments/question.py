# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Generated from the option tables of the core. Do not edit; run: python -m tools.ansible_docs

from __future__ import annotations


class ModuleDocFragment:
    """The options that say which endpoints to look up."""

    # The filters, and what to do with several endpoints or none.
    DOCUMENTATION = r"""
options:
  type:
    description:
      - Only endpoints of this type.
      - 'V(dedicated): Endpoints on hardware reserved for one account.'
      - 'V(serverless): Public endpoints that all accounts share.'
    type: str
    choices:
      - dedicated
      - serverless
  usage_type:
    description:
      - Only dedicated endpoints whose hardware is billed this way.
      - 'V(on-demand): Billed by use.'
      - 'V(reserved): Reserved for a period of time.'
    type: str
    choices:
      - on-demand
      - reserved
  mine:
    description:
      - 'If true, only endpoints that belong to the caller: in V(v1) to the account of the API key, in V(v2)
        to the searched projects.'
      - 'If false, only the others: endpoints that are shared in the organization, and serverless ones.'
    type: bool
  state:
    description:
      - Only endpoints in one of these states, such as V(STARTED).
      - Compared without regard to case. Any value is accepted, because the API uses more states than its
        specification lists. A value that no endpoint has warns if it is not in the specification.
      - An empty list is an error.
    type: list
    elements: str
  owner:
    description:
      - Only endpoints of one of these owners, such as V(together) for public endpoints.
      - An empty list is an error.
    type: list
    elements: str
  name:
    description:
      - Only endpoints with one of these inference names.
      - An empty list is an error.
    type: list
    elements: str
  ready:
    description:
      - If true, only endpoints that accept inference calls. If false, only endpoints that do not.
    type: bool
  ignore_case:
    description:
      - Whether to compare C(models), O(owner) and O(name) without regard to case.
    type: bool
    default: false
  prefer:
    description:
      - If endpoints of this type serve a model, ignore its endpoints of the other type.
      - Several endpoints of the preferred type are handled as O(on_multiple) says.
      - Applies to C(models) only.
      - 'V(dedicated): Use a dedicated endpoint if there is one, else a serverless one.'
      - 'V(serverless): Use a serverless endpoint if there is one, else a dedicated one.'
    type: str
    choices:
      - dedicated
      - serverless
  on_multiple:
    description:
      - How to handle several matching endpoints for one model.
      - 'V(fail): Raise an error that lists them.'
      - 'V(newest): Select the most recently created endpoint.'
      - 'V(all): Select every endpoint.'
    type: str
    default: fail
    choices:
      - fail
      - newest
      - all
  on_missing:
    description:
      - How to handle a model without a matching endpoint.
      - 'V(fail): Raise an error that suggests similar names.'
      - 'V(ignore): Continue without an endpoint for this model.'
    type: str
    default: fail
    choices:
      - fail
      - ignore
  wait:
    description:
      - Seconds to wait until every requested model has an endpoint that accepts inference calls.
      - The lookup is repeated every 2 to 10 seconds while a model is missing or not ready, or a failure is
        temporary. Any other error ends the wait.
      - The last lookup can end later than this, but within its O(deadline).
      - Requires C(models).
      - From 0 to 86400.
    type: float
"""

    # The models, as an option of a module.
    MODELS = r"""
options:
  models:
    description:
      - The models to find endpoints for, spelled as the API spells them, such as V(Qwen/Qwen3-32B).
      - Without it, every endpoint that passes the filters is returned, and O(on_multiple) and O(on_missing)
        do not apply.
      - An empty list is an error.
    type: list
    elements: str
"""

    # The terms and the attribute of a lookup.
    LOOKUP = r"""
options:
  _terms:
    description:
      - The models to find endpoints for, spelled as the API spells them, such as V(Qwen/Qwen3-32B).
      - At least one model is required. Lists are flattened.
    type: list
    elements: str
    required: true
  attribute:
    description:
      - The field of each endpoint to return.
      - 'V(object): Always V(endpoint).'
      - 'V(id): The ID of the endpoint, for calls that manage it.'
      - 'V(name): The inference name of the endpoint. Inference calls pass it as V(model).'
      - 'V(model): The model that the endpoint serves.'
      - 'V(type): V(dedicated) or V(serverless).'
      - 'V(owner): The owner of the endpoint, V(together) for public endpoints. In V(v2), the slug of the
        project.'
      - 'V(state): The state of the endpoint: V(PENDING), V(STARTING), V(STARTED), V(STOPPING), V(STOPPED)
        or V(ERROR).'
      - 'V(created_at): When the endpoint was created (RFC 3339).'
      - 'V(api_version): The API generation that the record is from, V(v1) or V(v2).'
      - 'V(inference_url): The base URL for inference calls to the endpoint.'
      - 'V(ready): Whether the endpoint accepts inference calls.'
      - 'V(running): Whether hardware is running for the endpoint and is billed. Always false for serverless
        endpoints.'
      - 'V(extra): All other fields that the API sent.'
      - 'V(row): A dictionary of all fields.'
    type: str
    default: id
    choices:
      - object
      - id
      - name
      - model
      - type
      - owner
      - state
      - created_at
      - api_version
      - inference_url
      - ready
      - running
      - extra
      - row
"""
