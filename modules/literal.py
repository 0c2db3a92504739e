"""Text that Terraform must not read as a template: a pattern, a description or a policy may hold `${` or `%{`."""

from __future__ import annotations


def literal(text: str) -> str:
    """The text as Terraform's JSON syntax wants it: https://developer.hashicorp.com/terraform/language/syntax/json"""
    return text.replace("${", "$${").replace("%{", "%%{")
