"""The function that forwards alarms to Slack, Microsoft Teams or a syslog server.

Runs in AWS Lambda with Python's standard library alone, and imports nothing else of ours: what is in this folder is
what is deployed. It logs no address, no webhook and no text of a message.
"""
