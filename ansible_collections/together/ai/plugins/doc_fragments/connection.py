# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """How the Together AI API is reached."""

    DOCUMENTATION = r"""
options:
  api_key:
    description:
      - The Together AI API key. If not given, the environment variable E(TOGETHER_API_KEY) is used; one of the two is
        needed.
      - White space around the key is removed. A value that cannot be a key is refused before anything is sent.
    type: str
  base_url:
    description:
      - Where the API is, with or without C(/v1) at its end. If not given, the environment variable E(TOGETHER_BASE_URL)
        is used, and without that V(https://api.together.ai/v1).
      - Redirects are not followed, since that would send the key elsewhere.
    type: str
  api_version:
    description:
      - The generation of the API to ask. If not given, the environment variable E(TOGETHER_API_VERSION) is used, and
        without that V(v1).
      - The first one is closed for new endpoints and about to end.
    type: str
    choices:
      v1: One list of everything the caller may use, the public serverless endpoints included.
      v2: The endpoints of one project. Their models and states are those of their deployments, which O(models) finds by
        a public name, a name in the project, or a resource name.
  project_id:
    description:
      - For O(api_version=v2), the project to look in. If not given, the environment variable E(TOGETHER_PROJECT_ID) is
        used, and without that the project that the API key belongs to. The key of an organization belongs to none.
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
