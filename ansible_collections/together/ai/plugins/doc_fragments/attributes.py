# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """The attributes of every module of this collection: it only reads."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in check mode and return the same result.
    support: full
    details: The module only reads, so check mode makes no difference.
  diff_mode:
    description: Returns the difference between the old and the new state in diff mode.
    support: N/A
    details: The module only reads, so there is no difference.
  async:
    description: Supports being used with the C(async) keyword.
    support: full
  action:
    description: Has an action plugin, so some parts run on the controller.
    support: full
    details: The action plugin reads variables and C(ansible.cfg). The requests are sent by the host that runs the task.
  action_group:
    description: Use C(group/together.ai.all) in C(module_defaults) to set defaults for all modules of this collection.
    support: full
    membership:
      - together.ai.all
"""
