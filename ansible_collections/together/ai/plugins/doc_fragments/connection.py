# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Generated from the option tables of the core. Do not edit; run: python -m tools.ansible_docs

from __future__ import annotations


class ModuleDocFragment:
    """The options that say how to reach the API."""

    # The options.
    DOCUMENTATION = r"""
options:
  api_key:
    description:
      - The Together AI API key. Required.
      - White space around it is removed.
      - The default is the value of the environment variable E(TOGETHER_API_KEY).
    type: str
  base_url:
    description:
      - The http or https URL of the API, with or without V(/v1).
      - The default is the value of the environment variable E(TOGETHER_BASE_URL), otherwise V(https://api.together.ai/v1).
    type: str
  api_version:
    description:
      - The generation of the API to query.
      - New endpoints can only be created in V(v2). Both hold endpoints today.
      - 'V(auto): Query both generations at the same time and merge their endpoints. A generation that does
        not exist at O(base_url) is left out. Any other failure of a generation fails the lookup.'
      - 'V(v1): Query the first generation only. Together AI supports it until the end of 2026.'
      - 'V(v2): Query the second generation only.'
      - The default is the value of the environment variable E(TOGETHER_API_VERSION), otherwise V(auto).
    type: str
    choices:
      - auto
      - v1
      - v2
  project_id:
    description:
      - The project to search in V(v2), by its ID or its slug.
      - Without it, the project of the API key is searched. The key of an organization searches every project
        that it can access, up to 50.
      - With O(api_version) V(v1), a project from a configuration or the environment is ignored, and any other
        is an error.
      - The default is the value of the environment variable E(TOGETHER_PROJECT_ID).
    type: str
  timeout:
    description:
      - Seconds to wait for a connection, and then for each read from it, in each attempt.
      - Above 0 and at most 3600.
    type: float
    default: 30
  deadline:
    description:
      - Seconds for the whole lookup, with all requests, retries and the delays between them.
      - With O(wait), each repetition of the lookup has its own deadline.
      - Above 0 and at most 86400.
    type: float
    default: 120
  retries:
    description:
      - How many times a failed request is repeated.
      - Lost connections, timeouts and the HTTP statuses 408, 409, 425, 429 and 5xx except 501 are repeated,
        after a growing random delay. V(Retry-After) is honored.
      - From 0 to 20.
    type: int
    default: 3
  validate_certs:
    description:
      - Whether to verify the server's TLS certificate.
    type: bool
    default: true
  ca_path:
    description:
      - A file or directory of CA certificates in PEM format, to trust instead of the default ones.
    type: path
requirements:
  - Python 3.9 or later
  - requests 2.28 or later
  - jsonschema 4.17 or later
"""

    # The places from which a plugin on the controller takes an option that is not passed, in this order.
    PLUGIN = r"""
options:
  api_key:
    vars:
      - name: together_api_key
    env:
      - name: TOGETHER_API_KEY
    ini:
      - section: together
        key: api_key
  base_url:
    vars:
      - name: together_base_url
    env:
      - name: TOGETHER_BASE_URL
    ini:
      - section: together
        key: base_url
  api_version:
    vars:
      - name: together_api_version
    env:
      - name: TOGETHER_API_VERSION
    ini:
      - section: together
        key: api_version
  project_id:
    vars:
      - name: together_project_id
    env:
      - name: TOGETHER_PROJECT_ID
    ini:
      - section: together
        key: project_id
  timeout:
    vars:
      - name: together_timeout
    ini:
      - section: together
        key: timeout
  deadline:
    vars:
      - name: together_deadline
    ini:
      - section: together
        key: deadline
  retries:
    vars:
      - name: together_retries
    ini:
      - section: together
        key: retries
  validate_certs:
    vars:
      - name: together_validate_certs
    ini:
      - section: together
        key: validate_certs
  ca_path:
    vars:
      - name: together_ca_path
    ini:
      - section: together
        key: ca_path
"""
