# SPDX-License-Identifier: MIT
"""The JSON Schemas of the API, as JSON text. Written by schemas/extract.py: do not edit."""

from __future__ import annotations

SCHEMAS = {
    "list-response": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "list-response",
  "type": "object",
  "required": [
    "object",
    "data"
  ],
  "properties": {
    "object": {
      "description": "The object type, which is always `list`.",
      "const": "list"
    },
    "data": {
      "type": "array",
      "items": {
        "$ref": "#/$defs/ListEndpoint"
      }
    }
  },
  "$defs": {
    "ListEndpoint": {
      "type": "object",
      "description": "Details about an endpoint when listed via the list endpoint",
      "required": [
        "id",
        "object",
        "name",
        "model",
        "type",
        "owner",
        "state",
        "created_at"
      ],
      "properties": {
        "object": {
          "description": "The object type, which is always `endpoint`.",
          "const": "endpoint"
        },
        "id": {
          "type": "string",
          "description": "Unique identifier for the endpoint"
        },
        "name": {
          "type": "string",
          "description": "System name for the endpoint"
        },
        "model": {
          "type": "string",
          "description": "The model deployed on this endpoint"
        },
        "type": {
          "type": "string",
          "enum": [
            "serverless",
            "dedicated"
          ],
          "description": "The type of endpoint"
        },
        "owner": {
          "type": "string",
          "description": "The owner of this endpoint"
        },
        "state": {
          "type": "string",
          "enum": [
            "PENDING",
            "STARTING",
            "STARTED",
            "STOPPING",
            "STOPPED",
            "ERROR"
          ],
          "description": "Current state of the endpoint"
        },
        "created_at": {
          "type": "string",
          "format": "date-time",
          "description": "Timestamp when the endpoint was created"
        }
      }
    }
  }
}""",
    "list-endpoint": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "list-endpoint",
  "type": "object",
  "description": "Details about an endpoint when listed via the list endpoint",
  "required": [
    "id",
    "object",
    "name",
    "model",
    "type",
    "owner",
    "state",
    "created_at"
  ],
  "properties": {
    "object": {
      "description": "The object type, which is always `endpoint`.",
      "const": "endpoint"
    },
    "id": {
      "type": "string",
      "description": "Unique identifier for the endpoint"
    },
    "name": {
      "type": "string",
      "description": "System name for the endpoint"
    },
    "model": {
      "type": "string",
      "description": "The model deployed on this endpoint"
    },
    "type": {
      "type": "string",
      "enum": [
        "serverless",
        "dedicated"
      ],
      "description": "The type of endpoint"
    },
    "owner": {
      "type": "string",
      "description": "The owner of this endpoint"
    },
    "state": {
      "type": "string",
      "enum": [
        "PENDING",
        "STARTING",
        "STARTED",
        "STOPPING",
        "STOPPED",
        "ERROR"
      ],
      "description": "Current state of the endpoint"
    },
    "created_at": {
      "type": "string",
      "format": "date-time",
      "description": "Timestamp when the endpoint was created"
    }
  }
}""",
    "error-data": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "error-data",
  "type": "object",
  "required": [
    "error"
  ],
  "properties": {
    "error": {
      "type": "object",
      "required": [
        "type",
        "message"
      ],
      "properties": {
        "message": {
          "type": "string"
        },
        "type": {
          "type": "string"
        },
        "param": {
          "type": [
            "string",
            "null"
          ],
          "default": null
        },
        "code": {
          "type": [
            "string",
            "null"
          ],
          "default": null
        }
      }
    }
  }
}""",
    "query-parameters": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "query-parameters",
  "type": "object",
  "required": [],
  "properties": {
    "type": {
      "description": "Filter endpoints by type",
      "type": "string",
      "enum": [
        "dedicated",
        "serverless"
      ]
    },
    "usage_type": {
      "type": "string",
      "enum": [
        "on-demand",
        "reserved"
      ],
      "description": "Filter endpoints by usage type"
    },
    "mine": {
      "type": "boolean",
      "description": "If true, return only endpoints owned by the caller"
    }
  },
  "additionalProperties": false
}""",
    "v2-endpoints": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "v2-endpoints",
  "type": "object",
  "required": [
    "object",
    "data"
  ],
  "properties": {
    "object": {
      "const": "list"
    },
    "data": {
      "type": "array",
      "items": {
        "$ref": "#/$defs/Endpoint"
      }
    },
    "next_cursor": {
      "type": [
        "string",
        "null"
      ],
      "description": "Empty or null at the end of the list"
    }
  },
  "$defs": {
    "Endpoint": {
      "type": "object",
      "required": [
        "id",
        "name",
        "projectId",
        "etag",
        "createdAt",
        "updatedAt",
        "endpointType",
        "visibility",
        "trafficSplit",
        "deployments"
      ],
      "properties": {
        "id": {
          "type": "string"
        },
        "name": {
          "type": "string",
          "description": "project_slug/endpoint_name: what inference calls pass as `model`"
        },
        "projectId": {
          "type": "string"
        },
        "etag": {
          "type": "string"
        },
        "createdAt": {
          "type": "string",
          "format": "date-time"
        },
        "updatedAt": {
          "type": "string",
          "format": "date-time"
        },
        "endpointType": {
          "type": "string",
          "enum": [
            "ENDPOINT_TYPE_DEDICATED",
            "ENDPOINT_TYPE_SERVERLESS",
            "ENDPOINT_TYPE_RESERVED"
          ]
        },
        "visibility": {
          "type": "string",
          "enum": [
            "VISIBILITY_PRIVATE",
            "VISIBILITY_INTERNAL"
          ]
        },
        "trafficSplit": {
          "type": "array",
          "description": "Empty where nothing is routed",
          "items": {
            "type": "object",
            "required": [
              "deploymentId",
              "weight"
            ],
            "properties": {
              "deploymentId": {
                "type": "string"
              },
              "weight": {
                "type": "number",
                "minimum": 0
              }
            }
          }
        },
        "deployments": {
          "type": "array",
          "items": {
            "$ref": "#/$defs/DeploymentSummary"
          }
        },
        "activeRolloutId": {
          "type": "string"
        }
      }
    },
    "DeploymentSummary": {
      "type": "object",
      "required": [
        "id",
        "name",
        "model",
        "modelId",
        "state",
        "trafficMode",
        "estimatedEffectiveTrafficShare",
        "autoscaling",
        "createdAt"
      ],
      "properties": {
        "id": {
          "type": "string"
        },
        "name": {
          "type": "string",
          "description": "project_slug/endpoint_name/deployment_name"
        },
        "model": {
          "type": "string",
          "description": "projects/{projectId}/models/{modelId}/revisions/{revisionId}"
        },
        "modelId": {
          "type": "string"
        },
        "state": {
          "type": "string",
          "enum": [
            "DEPLOYMENT_STATE_PROVISIONING",
            "DEPLOYMENT_STATE_READY",
            "DEPLOYMENT_STATE_SCALING",
            "DEPLOYMENT_STATE_DEGRADED",
            "DEPLOYMENT_STATE_FAILED",
            "DEPLOYMENT_STATE_STOPPED",
            "DEPLOYMENT_STATE_STOPPING"
          ]
        },
        "trafficMode": {
          "type": "string",
          "enum": [
            "TRAFFIC_MODE_LIVE",
            "TRAFFIC_MODE_SHADOW"
          ]
        },
        "estimatedEffectiveTrafficShare": {
          "type": "number",
          "minimum": 0,
          "maximum": 1
        },
        "autoscaling": {
          "type": "object"
        },
        "createdAt": {
          "type": "string",
          "format": "date-time"
        },
        "desiredReplicas": {
          "type": "integer"
        },
        "readyReplicas": {
          "type": "integer"
        },
        "hardware": {
          "type": "string"
        }
      }
    }
  }
}""",
    "v2-models": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "v2-models",
  "type": "object",
  "required": [
    "object",
    "data"
  ],
  "properties": {
    "object": {
      "const": "list"
    },
    "data": {
      "type": "array",
      "items": {
        "$ref": "#/$defs/Model"
      }
    },
    "next_cursor": {
      "type": [
        "string",
        "null"
      ]
    }
  },
  "$defs": {
    "Model": {
      "type": "object",
      "required": [
        "id",
        "name",
        "projectId",
        "organizationId",
        "visibility",
        "weights"
      ],
      "properties": {
        "id": {
          "type": "string"
        },
        "name": {
          "type": "string",
          "description": "project_slug/model_name"
        },
        "projectId": {
          "type": "string"
        },
        "organizationId": {
          "type": "string"
        },
        "visibility": {
          "type": "string",
          "enum": [
            "VISIBILITY_PRIVATE",
            "VISIBILITY_INTERNAL"
          ]
        },
        "weights": {
          "type": "object"
        },
        "baseModel": {
          "type": "string"
        },
        "baseModelId": {
          "type": "string"
        },
        "description": {
          "type": "string"
        }
      }
    }
  }
}""",
    "v2-model": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "v2-model",
  "type": "object",
  "required": [
    "id",
    "name",
    "projectId",
    "organizationId",
    "visibility",
    "weights"
  ],
  "properties": {
    "id": {
      "type": "string"
    },
    "name": {
      "type": "string",
      "description": "project_slug/model_name"
    },
    "projectId": {
      "type": "string"
    },
    "organizationId": {
      "type": "string"
    },
    "visibility": {
      "type": "string",
      "enum": [
        "VISIBILITY_PRIVATE",
        "VISIBILITY_INTERNAL"
      ]
    },
    "weights": {
      "type": "object"
    },
    "baseModel": {
      "type": "string"
    },
    "baseModelId": {
      "type": "string"
    },
    "description": {
      "type": "string"
    }
  }
}""",
    "v2-supported-models": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "v2-supported-models",
  "type": "object",
  "required": [
    "object",
    "data"
  ],
  "properties": {
    "object": {
      "const": "list"
    },
    "data": {
      "type": "array",
      "items": {
        "$ref": "#/$defs/SupportedModel"
      }
    },
    "next_cursor": {
      "type": [
        "string",
        "null"
      ]
    }
  },
  "$defs": {
    "SupportedModel": {
      "type": "object",
      "required": [
        "id",
        "name",
        "displayName",
        "baseModel",
        "baseModelId"
      ],
      "properties": {
        "id": {
          "type": "string"
        },
        "name": {
          "type": "string",
          "description": "The public name, such as Qwen/Qwen3-32B"
        },
        "displayName": {
          "type": "string"
        },
        "baseModel": {
          "type": "string",
          "description": "projects/{projectId}/models/{modelId}, may be empty"
        },
        "baseModelId": {
          "type": "string",
          "description": "May be empty"
        },
        "serverlessEndpoint": {
          "type": [
            "string",
            "null"
          ]
        }
      }
    }
  }
}""",
    "whoami": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "whoami",
  "type": "object",
  "required": [
    "organization_id"
  ],
  "properties": {
    "api_key_id": {
      "type": [
        "string",
        "null"
      ]
    },
    "organization_id": {
      "type": "string"
    },
    "organization_name": {
      "type": [
        "string",
        "null"
      ]
    },
    "project_id": {
      "type": [
        "string",
        "null"
      ]
    },
    "project_name": {
      "type": [
        "string",
        "null"
      ]
    },
    "project_slug": {
      "type": [
        "string",
        "null"
      ]
    }
  }
}""",
    "projects": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "projects",
  "type": "object",
  "required": [
    "object",
    "data"
  ],
  "properties": {
    "object": {
      "const": "list"
    },
    "data": {
      "type": "array",
      "items": {
        "$ref": "#/$defs/Project"
      }
    },
    "next_cursor": {
      "type": [
        "string",
        "null"
      ]
    }
  },
  "$defs": {
    "Project": {
      "type": "object",
      "required": [
        "id",
        "name",
        "slug"
      ],
      "properties": {
        "id": {
          "type": "string"
        },
        "name": {
          "type": "string"
        },
        "slug": {
          "type": "string"
        },
        "organization_id": {
          "type": [
            "string",
            "null"
          ]
        },
        "organization_name": {
          "type": [
            "string",
            "null"
          ]
        }
      }
    }
  }
}""",
}
