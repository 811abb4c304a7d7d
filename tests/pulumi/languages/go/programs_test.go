// SPDX-License-Identifier: MIT

package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
	"pulumi-together/sdk/go/together"
)

var programs = map[string]pulumi.RunFunc{"index": program, "account": account, "many": many}

// account looks up a model in another account. No preview knows the model before an update has made the stash.
func account(ctx *pulumi.Context) error {
	provider, err := together.NewProvider(ctx, "account", &together.ProviderArgs{
		ApiKey:  config.RequireSecret(ctx, "accountKey"),
		BaseUrl: pulumi.String(config.Require(ctx, "accountUrl")),
	})
	if err != nil {
		return err
	}
	stash, err := pulumi.NewStash(ctx, "stash", &pulumi.StashArgs{Input: pulumi.String("")})
	if err != nil {
		return err
	}
	model := stash.ID().ApplyT(func(pulumi.ID) string { return config.Require(ctx, "model") }).(pulumi.StringOutput)
	found := together.LookupEndpointOutput(ctx, together.LookupEndpointOutputArgs{Model: model}, pulumi.Provider(provider))
	ctx.Export("id", found.Id())
	return nil
}

// many looks up each of many models.
func many(ctx *pulumi.Context) error {
	var models []string
	config.RequireObject(ctx, "models", &models)
	ids := pulumi.StringArray{}
	for _, model := range models {
		found, err := together.LookupEndpoint(ctx, &together.LookupEndpointArgs{Model: model})
		if err != nil {
			return err
		}
		ids = append(ids, pulumi.String(found.Id))
	}
	ctx.Export("ids", ids)
	return nil
}
