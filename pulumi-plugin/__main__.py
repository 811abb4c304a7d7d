# SPDX-License-Identifier: MIT
"""The provider plugin, started by Pulumi from this folder. The code is the package pulumi_together."""

from pulumi_together.plugin.__main__ import main

main()
