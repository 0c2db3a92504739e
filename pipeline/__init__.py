"""One account's alerting pipeline, as data: what the user writes, and every name, ARN and policy that follows from it.

Knows nothing of Terraform or boto3.
"""
