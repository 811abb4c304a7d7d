# SPDX-License-Identifier: MIT
"""The same, ended as the provider plugin ends: at once, with its client still there. core_early.py MODEL."""

import os
import sys

from ansible_collections.together.ai.plugins.module_utils._core import client as core

client = core.Client(core.Settings())
print(client.lookup(core.Query(models=[sys.argv[1]])).ids[sys.argv[1]])
sys.stdout.flush()
os._exit(0)
