# SPDX-License-Identifier: MIT
"""The JSON Schemas of the API, as JSON text. Written by schemas/extract.py from schemas/openapi.yaml: do not edit."""

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
}
