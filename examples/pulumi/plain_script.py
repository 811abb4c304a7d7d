# SPDX-License-Identifier: MIT
"""A lookup without Pulumi's engine: TOGETHER_API_KEY=... python plain_script.py MODEL"""

import sys

import pulumi_together

endpoint = pulumi_together.get_endpoint(sys.argv[1])
print(f"id:   {endpoint.id}")
print(f"name: {endpoint.name}")
print(f"url:  {endpoint.inference_url}")
