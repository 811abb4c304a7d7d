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
      "$ref": "#/$defs/NextCursor"
    }
  },
  "$defs": {
    "Endpoint": {
      "type": "object",
      "required": [
        "id",
        "name",
        "createdAt",
        "endpointType",
        "trafficSplit",
        "deployments"
      ],
      "properties": {
        "id": {
          "type": "string"
        },
        "name": {
          "type": "string",
          "description": "project_slug/endpoint_name. Inference calls pass it as `model`."
        },
        "projectId": {
          "type": [
            "string",
            "null"
          ]
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
          "description": "Private endpoints belong to the project. Internal ones are shared in the organization.",
          "enum": [
            "VISIBILITY_PRIVATE",
            "VISIBILITY_INTERNAL"
          ]
        },
        "trafficSplit": {
          "type": "array",
          "description": "Deployments that get live traffic. The endpoint serves no inference call while it is empty.",
          "items": {
            "$ref": "#/$defs/TrafficSplitEntry"
          }
        },
        "deployments": {
          "type": "array",
          "items": {
            "$ref": "#/$defs/DeploymentSummary"
          }
        },
        "activeRolloutId": {
          "type": [
            "string",
            "null"
          ]
        }
      }
    },
    "NextCursor": {
      "type": [
        "string",
        "null"
      ],
      "description": "Empty or null on the last page"
    },
    "TrafficSplitEntry": {
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
          "minimum": 0,
          "description": "The share of traffic is weight times ready replicas."
        }
      }
    },
    "DeploymentSummary": {
      "type": "object",
      "required": [
        "id",
        "name",
        "model",
        "state",
        "trafficMode"
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
          "type": [
            "string",
            "null"
          ],
          "description": "Deprecated by `model`"
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
          "type": [
            "number",
            "null"
          ],
          "description": "From 0 to 1"
        },
        "autoscaling": {
          "$ref": "#/$defs/Autoscaling"
        },
        "createdAt": {
          "type": "string",
          "format": "date-time"
        },
        "desiredReplicas": {
          "type": [
            "integer",
            "null"
          ]
        },
        "readyReplicas": {
          "type": [
            "integer",
            "null"
          ]
        },
        "hardware": {
          "type": [
            "string",
            "null"
          ],
          "description": "Such as 1xnvidia-h100-80gb"
        }
      }
    },
    "Autoscaling": {
      "type": "object",
      "properties": {
        "minReplicas": {
          "type": [
            "integer",
            "null"
          ]
        },
        "maxReplicas": {
          "type": [
            "integer",
            "null"
          ]
        },
        "scaleToZeroWindow": {
          "type": [
            "string",
            "null"
          ],
          "description": "How long a deployment is idle before it is stopped"
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
      "$ref": "#/$defs/NextCursor"
    }
  },
  "$defs": {
    "Model": {
      "type": "object",
      "required": [
        "id",
        "name"
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
          "type": [
            "string",
            "null"
          ]
        },
        "organizationId": {
          "type": [
            "string",
            "null"
          ]
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
          "type": [
            "string",
            "null"
          ]
        },
        "baseModelId": {
          "type": [
            "string",
            "null"
          ]
        },
        "description": {
          "type": [
            "string",
            "null"
          ]
        }
      }
    },
    "NextCursor": {
      "type": [
        "string",
        "null"
      ],
      "description": "Empty or null on the last page"
    }
  }
}""",
    "v2-supported-models": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "v2-supported-models",
  "type": "object",
  "required": [
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
      "$ref": "#/$defs/NextCursor"
    }
  },
  "$defs": {
    "SupportedModel": {
      "type": "object",
      "required": [
        "id",
        "name"
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
          "type": [
            "string",
            "null"
          ]
        },
        "publisher": {
          "type": [
            "string",
            "null"
          ]
        },
        "description": {
          "type": [
            "string",
            "null"
          ]
        },
        "products": {
          "type": "array",
          "description": "PRODUCT_SERVERLESS, PRODUCT_DEDICATED, PRODUCT_FINE_TUNING, PRODUCT_RESERVED",
          "items": {
            "type": "string"
          }
        },
        "status": {
          "type": [
            "string",
            "null"
          ],
          "description": "Such as SUPPORTED_MODEL_STATUS_RECOMMENDED"
        },
        "createdAt": {
          "type": "string",
          "format": "date-time"
        },
        "updatedAt": {
          "type": "string",
          "format": "date-time"
        },
        "baseModel": {
          "type": [
            "string",
            "null"
          ],
          "description": "projects/{projectId}/models/{modelId}, may be empty"
        },
        "baseModelId": {
          "type": [
            "string",
            "null"
          ],
          "description": "May be empty"
        },
        "deploymentProfiles": {
          "type": "array",
          "items": {
            "$ref": "#/$defs/DeploymentProfile"
          }
        },
        "serverlessEndpoint": {
          "type": [
            "string",
            "null"
          ],
          "description": "The name that inference calls pass as `model`"
        },
        "pricing": {
          "type": [
            "object",
            "null"
          ],
          "description": "USD per million tokens: input, output, cachedInput"
        }
      }
    },
    "NextCursor": {
      "type": [
        "string",
        "null"
      ],
      "description": "Empty or null on the last page"
    },
    "DeploymentProfile": {
      "type": "object",
      "description": "Certified model weights and hardware. The model may differ from the base model.",
      "properties": {
        "profileId": {
          "type": [
            "string",
            "null"
          ]
        },
        "model": {
          "type": [
            "string",
            "null"
          ],
          "description": "projects/{projectId}/models/{modelId}[/revisions/{revisionId}], may be empty"
        },
        "modelName": {
          "type": [
            "string",
            "null"
          ],
          "description": "Such as Qwen/Qwen3.5-9B-FP8, may be empty"
        },
        "config": {
          "type": [
            "string",
            "null"
          ]
        },
        "gpuType": {
          "type": [
            "string",
            "null"
          ]
        },
        "gpuCount": {
          "type": [
            "integer",
            "null"
          ]
        },
        "quantization": {
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
  "description": "An organization's key has no project.",
  "properties": {
    "api_key_id": {
      "type": [
        "string",
        "null"
      ]
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
    "v3-whoami": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "v3-whoami",
  "type": "object",
  "description": "The type tells which of the objects are present. An organization key has no project.",
  "required": [
    "type"
  ],
  "properties": {
    "type": {
      "type": "string",
      "enum": [
        "project_api_key",
        "org_api_key",
        "user_jwt",
        "user_org_jwt",
        "user_org_project_jwt"
      ]
    },
    "api_key": {
      "$ref": "#/$defs/IdentityReference"
    },
    "user": {
      "$ref": "#/$defs/IdentityReference"
    },
    "organization": {
      "$ref": "#/$defs/IdentityOrganization"
    },
    "project": {
      "$ref": "#/$defs/IdentityProject"
    }
  },
  "$defs": {
    "IdentityReference": {
      "type": "object",
      "required": [
        "id"
      ],
      "properties": {
        "id": {
          "type": "string"
        }
      }
    },
    "IdentityOrganization": {
      "type": "object",
      "required": [
        "id"
      ],
      "properties": {
        "id": {
          "type": "string"
        },
        "name": {
          "type": [
            "string",
            "null"
          ]
        }
      }
    },
    "IdentityProject": {
      "type": "object",
      "required": [
        "id"
      ],
      "properties": {
        "id": {
          "type": "string"
        },
        "name": {
          "type": [
            "string",
            "null"
          ]
        },
        "slug": {
          "type": [
            "string",
            "null"
          ],
          "description": "The first part of the names of the project's endpoints and models"
        }
      }
    }
  }
}""",
    "projects": r"""{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "projects",
  "type": "object",
  "required": [
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
      "$ref": "#/$defs/NextCursor"
    }
  },
  "$defs": {
    "Project": {
      "type": "object",
      "required": [
        "id",
        "name"
      ],
      "properties": {
        "id": {
          "type": "string"
        },
        "name": {
          "type": "string"
        },
        "slug": {
          "type": [
            "string",
            "null"
          ]
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
    },
    "NextCursor": {
      "type": [
        "string",
        "null"
      ],
      "description": "Empty or null on the last page"
    }
  }
}""",
}
