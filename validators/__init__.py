"""Read a deployed account back into the pipeline's own types, and tell every difference.

The only folder that imports boto3. Only reads; what it may call stands beside each call as PERMISSIONS.
"""
