# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """How far the API's answer must conform to its specification."""

    DOCUMENTATION = r"""
options:
  validation:
    description:
      - Every answer is checked against the API's specification. This says which violations are errors. The others are
        warnings.
      - What is not a list of endpoints at all is always an error.
      - With V(strict), any violation is an error, anywhere.
      - With V(answer), any in an endpoint that is part of the answer, save an undocumented word where the specification
        lists the possible ones, such as a new state.
      - With V(warn), only an endpoint in the answer whose ID, name or model is no string.
    type: str
    choices: [strict, answer, warn]
    default: answer
"""

    # For plugins that run on the controller: further places that the options are taken from, in this order.
    PLUGIN = r"""
options:
  validation:
    vars:
      - name: together_validation
    ini:
      - section: together
        key: validation
"""
