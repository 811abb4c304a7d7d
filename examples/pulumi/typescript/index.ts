// SPDX-License-Identifier: MIT
// Exports the endpoint that serves a model: `pulumi config set model ...`, or the default below.
import * as pulumi from "@pulumi/pulumi";
import * as together from "pulumi-together"; // made by `pulumi package add`

const model = new pulumi.Config().get("model") ?? "mistralai/Mistral-Small-24B-Instruct-2501";

// The API key: pulumi config set --secret together:apiKey, or the environment variable TOGETHER_API_KEY.
const result = together.getEndpointOutput({ model });

// As a resource, so that a preview shows when another endpoint serves the model.
const endpoint = together.Endpoint.get("endpoint", model);

export const id = endpoint.endpointId; // for calls that manage the endpoint
export const name = result.name; // what inference calls pass as `model`
