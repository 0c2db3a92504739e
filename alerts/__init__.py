"""The alert language: what to listen for, and how loudly.

Knows nothing of accounts, Terraform or boto3.
"""
