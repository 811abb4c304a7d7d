//go:build tools

// SPDX-License-Identifier: MIT

// Package engine pins the newest Pulumi CLI that the tests run, so that it can be built from its Go module.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
