// SPDX-License-Identifier: MIT

// Command sdks writes the SDKs that `pulumi package gen-sdk` would, which needs a language host for each language:
//
//	sdks SCHEMA.json FOLDER
//
// FOLDER gets a folder for each language. It fails at the schema's first error or warning.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "together"

type files = map[string][]byte

var languages = map[string]func(*schema.Package, schema.ReferenceLoader) (files, error){
	"nodejs": func(pkg *schema.Package, loader schema.ReferenceLoader) (files, error) {
		return nodejs.GeneratePackage(tool, pkg, nil, nil, true, loader)
	},
	"go": func(pkg *schema.Package, _ schema.ReferenceLoader) (files, error) {
		return gogen.GeneratePackage(tool, pkg, nil)
	},
	"python": func(pkg *schema.Package, loader schema.ReferenceLoader) (files, error) {
		return python.GeneratePackage(tool, pkg, nil, loader)
	},
}

func main() {
	if err := write(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "sdks:", err)
		os.Exit(1)
	}
}

func write(schemaFile, folder string) error {
	for language, generate := range languages {
		pkg, loader, err := bind(schemaFile)
		if err != nil {
			return err
		}
		generated, err := generate(pkg, loader)
		if err != nil {
			return fmt.Errorf("%s: %w", language, err)
		}
		for name, content := range generated {
			path := filepath.Join(folder, language, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return err
			}
			if err := os.WriteFile(path, content, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// bind reads the schema anew for each language: generating changes what is bound.
func bind(schemaFile string) (*schema.Package, schema.ReferenceLoader, error) {
	text, err := os.ReadFile(schemaFile)
	if err != nil {
		return nil, nil, err
	}
	var spec schema.PackageSpec
	if err := json.Unmarshal(text, &spec); err != nil {
		return nil, nil, err
	}
	loader := schema.NewPluginLoader(nil)
	pkg, complaints, err := schema.BindSpec(spec, loader, schema.ValidationOptions{})
	if err != nil {
		return nil, nil, err
	}
	if len(complaints) > 0 {
		return nil, nil, complaints
	}
	return pkg, loader, nil
}
