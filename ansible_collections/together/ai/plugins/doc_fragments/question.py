# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations


class ModuleDocFragment:
    """Which endpoints are asked for."""

    DOCUMENTATION = r"""
options:
  type:
    description: Only endpoints of this type.
    type: str
    choices: [dedicated, serverless]
  usage_type:
    description: Only endpoints with this kind of usage.
    type: str
    choices: [on-demand, reserved]
  mine:
    description:
      - If V(true), only endpoints that belong to the caller. This leaves out the public serverless ones.
      - If V(false), whatever the API makes of it, which documents V(true) only. If not given, all.
      - With O(api_version=v2), all endpoints of the project belong to the caller.
    type: bool
  state:
    description:
      - Only endpoints in one of these states. The API documents C(PENDING), C(STARTING), C(STARTED), C(STOPPING),
        C(STOPPED) and C(ERROR), and has more; any word is taken.
      - An empty list is an error, as it is in O(owner) and O(name).
    type: list
    elements: str
  owner:
    description: Only endpoints of one of these owners, such as V(together) for the public ones.
    type: list
    elements: str
  name:
    description: Only endpoints with one of these names, which are what inference calls pass as C(model).
    type: list
    elements: str
  ignore_case:
    description: Whether upper and lower case are the same in models, O(state), O(owner) and O(name).
    type: bool
    default: false
  on_multiple:
    description:
      - What to do when several endpoints serve one of the models.
      - V(fail) is an error, which lists them. V(newest) takes the one created last; it remains an error if that does
        not single one out. V(all) takes all of them.
    type: str
    choices: [fail, newest, all]
    default: fail
  on_missing:
    description:
      - What to do when no endpoint serves one of the models, or none that passes the filters.
      - V(fail) is an error, which offers similar names. V(ignore) goes on without it.
    type: str
    choices: [fail, ignore]
    default: fail
"""
