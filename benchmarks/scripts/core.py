# SPDX-License-Identifier: MIT
"""Prints the id of a model's endpoint, looked up by the core of this package: core.py MODEL."""

import sys

from ansible_collections.together.ai.plugins.module_utils._core import client as core

print(core.lookup(core.Settings(), core.Query(models=[sys.argv[1]])).ids[sys.argv[1]])
