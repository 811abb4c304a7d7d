//go:build tools

// SPDX-License-Identifier: MIT

// Package oldest pins the oldest Pulumi CLI that the tests run.
package oldest

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
