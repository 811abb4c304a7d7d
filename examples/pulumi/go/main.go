// SPDX-License-Identifier: MIT

// Exports the endpoint that serves a model: `pulumi config set model ...`, or the default below.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
	"pulumi-together/sdk/go/together" // made by `pulumi package add`
)

func main() {
	pulumi.Run(program)
}

func program(ctx *pulumi.Context) error {
	model := config.Get(ctx, "model")
	if model == "" {
		model = "mistralai/Mistral-Small-24B-Instruct-2501"
	}

	// The API key: pulumi config set --secret together:apiKey, or the environment variable TOGETHER_API_KEY.
	result, err := together.LookupEndpoint(ctx, &together.LookupEndpointArgs{Model: model})
	if err != nil {
		return err
	}

	// As a resource, so that a preview shows when another endpoint serves the model.
	endpoint, err := together.GetEndpoint(ctx, "endpoint", pulumi.ID(model), nil)
	if err != nil {
		return err
	}

	ctx.Export("id", endpoint.EndpointId)          // for calls that manage the endpoint
	ctx.Export("name", pulumi.String(result.Name)) // what inference calls pass as `model`
	return nil
}
