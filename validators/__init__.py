"""Read a deployed account back into the pipeline's own types, and tell every difference.

The only folder that imports boto3. Only reads, but for subscriptions.py; what it may call stands beside each call as
PERMISSIONS, and what goes beyond a check under a name of its own.
"""
