# SPDX-License-Identifier: MIT
"""The id of a model's endpoint with the core that all front ends share: core.py MODEL [early]."""

import os
import sys

from ansible_collections.together.ai.plugins.module_utils.core import api as core

print(core.lookup(core.Settings(), core.Query(models=[sys.argv[1]])).ids[sys.argv[1]])

if sys.argv[2:] == ["early"]:
    sys.stdout.flush()
    os._exit(0)
