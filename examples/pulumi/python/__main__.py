# SPDX-License-Identifier: MIT
"""Exports the endpoint that serves a model: `pulumi config set model ...`, or the default below."""

import pulumi

import pulumi_together

model = pulumi.Config().get("model") or "mistralai/Mistral-Small-24B-Instruct-2501"

# The API key: pulumi config set --secret together:apiKey, or the environment variable TOGETHER_API_KEY.
endpoint = pulumi_together.get_endpoint(model)

# To see in a preview when another endpoint serves the model: pulumi_together.Endpoint.get(resource_name, model).
pulumi.export("id", endpoint.id)  # for calls that manage the endpoint
pulumi.export("name", endpoint.name)  # what inference calls pass as `model`
