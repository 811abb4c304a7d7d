# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """How the Together AI API is reached."""

    DOCUMENTATION = r"""
options:
  api_key:
    description:
      - The Together AI API key. It is needed, and taken from the environment variable E(TOGETHER_API_KEY) if it is not
        given.
      - White space around the key is removed. A value that cannot be a key is refused before anything is sent.
    type: str
  base_url:
    description:
      - Where the API is, with or without C(/v1) at its end. By default what the environment variable
        E(TOGETHER_BASE_URL) says, and without that V(https://api.together.ai/v1).
      - Redirects are not followed, since that would send the key elsewhere.
    type: str
  api_version:
    description:
      - The generation of the API to ask. By default what the environment variable E(TOGETHER_API_VERSION) says, and
        without that V(v1).
      - V(v1) is one list of everything the caller may use, the public serverless endpoints included. It is closed for
        new endpoints and about to end.
      - V(v2) has the endpoints of one project. Their models and states are those of their deployments, which are found
        by a public name, a name in the project, or a resource name.
    type: str
    choices: [v1, v2]
  project_id:
    description:
      - For O(api_version=v2), the project to look in. By default what the environment variable E(TOGETHER_PROJECT_ID)
        says, and without that the project that the API key belongs to. The key of an organization belongs to none.
    type: str
  timeout:
    description:
      - Seconds to wait for a connection, and for a silent server to go on, in each try.
      - Above 0, at most 3600.
    type: float
    default: 30
  deadline:
    description:
      - Seconds for everything, all tries and the pauses between them included. It is kept whatever the server does.
      - Above 0, at most 86400.
    type: float
    default: 120
  retries:
    description:
      - How often to try again after HTTP 429, HTTP 5xx, or a connection that failed or broke off. Pauses grow from try
        to try, and what the server asks for in C(Retry-After) is respected.
      - From 0 to 20.
    type: int
    default: 3
  validate_certs:
    description: Whether to check the server's TLS certificate.
    type: bool
    default: true
  ca_path:
    description: A file or directory of CA certificates (PEM) to trust instead of the usual ones.
    type: path
requirements:
  - Python 3.9 or later
  - requests 2.28 or later
  - jsonschema 4.17 or later
"""

    # For plugins that run on the controller: where options are taken from that are not given.
    PLUGIN = r"""
notes:
  - An option that is not given is taken from the first of these that it has and that is set, a variable, an environment
    variable, a key in C(ansible.cfg). Templates in the variables are rendered, so that C(together_api_key) can refer to
    a variable in a vault. An empty environment variable or key counts as not set. A path in C(ansible.cfg) is seen from
    that file.
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
