// SPDX-License-Identifier: MIT
// A lookup for each of many models.
import * as pulumi from "@pulumi/pulumi";
import * as together from "pulumi-together";

const models = new pulumi.Config().requireObject<string[]>("models");

export const ids = models.map((model) => together.getEndpointOutput({ model }).id);
