# SPDX-License-Identifier: MIT
"""The provider plugin `pulumi-resource-together`: the lookups for programs in every language that Pulumi supports."""
