# SPDX-License-Identifier: MIT
"""Does the same as core.py and exits as the provider plugin does, at once and with its client open."""

import os
import sys

from ansible_collections.together.ai.plugins.module_utils._core import client as core

client = core.Client(core.Settings())
print(client.lookup(core.Query(models=[sys.argv[1]])).ids[sys.argv[1]])
sys.stdout.flush()
os._exit(0)
