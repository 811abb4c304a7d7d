# SPDX-License-Identifier: MIT
"""Gives the tests in this folder the real engine."""

from pulumi_engine import engine

__all__ = ["engine"]
