# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# Generated from the option tables of the core. Do not edit; run: python -m tools.ansible_docs

from __future__ import annotations


class ModuleDocFragment:
    """The options that say how strictly responses must follow the API's specification."""

    # The options.
    DOCUMENTATION = r"""
options:
  validation:
    description:
      - How strictly responses must follow the API's specification.
      - Violations that do not fail the lookup are returned in V(contract_violations).
      - 'V(strict): Any violation in a response fails the lookup.'
      - 'V(answer): A violation in a returned endpoint fails the lookup. An unknown enum value, such as a
        new state, only warns.'
      - 'V(warn): A violation in a returned endpoint only warns. It needs no more than an ID, a name and a
        model.'
      - 'V(ignore): Like V(warn), but without warnings.'
    type: str
    default: answer
    choices:
      - strict
      - answer
      - warn
      - ignore
"""

    # The places from which a plugin on the controller takes an option that is not passed, in this order.
    PLUGIN = r"""
options:
  validation:
    vars:
      - name: together_validation
    ini:
      - section: together
        key: validation
"""
