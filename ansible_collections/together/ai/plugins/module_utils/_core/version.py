# SPDX-License-Identifier: MIT
"""The version of the project, as pyproject.toml and galaxy.yml have it (checked by a test)."""

VERSION = "0.1.0"
