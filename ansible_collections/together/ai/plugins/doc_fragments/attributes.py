# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """What the modules of this collection have in common: they only read."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Can run in check mode and return what it returns otherwise.
    support: full
    details: Only reads, so that check mode makes no difference.
  diff_mode:
    description: Returns details on what has changed, or would change in check mode, in diff mode.
    support: N/A
    details: Only reads, so that there is nothing to compare.
  action_group:
    description: Use C(group/together.ai.all) in C(module_defaults) to set defaults for all modules of this collection.
    support: full
    membership:
      - together.ai.all
"""
