//go:build tools

// SPDX-License-Identifier: MIT

// Package yaml pins Pulumi's language host for YAML. Its module is separate, because it needs an older pkg than the CLI.
package yaml

import _ "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
