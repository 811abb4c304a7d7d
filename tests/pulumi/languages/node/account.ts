// SPDX-License-Identifier: MIT
// Looks up a model in another account. No preview knows the model before an update has made the stash.
import * as pulumi from "@pulumi/pulumi";
import * as together from "pulumi-together";

const config = new pulumi.Config();
const account = new together.Provider("account", {
  apiKey: config.requireSecret("accountKey"),
  baseUrl: config.require("accountUrl"),
});
const stash = new pulumi.Stash("stash", { input: "" });
const model = stash.id.apply(() => config.require("model"));

export const id = together.getEndpointOutput({ model }, { provider: account }).id;
