"""Imports checkov with its warnings kept away, before the tests import what imports it."""

from tests.policies.judging import judged

__all__ = ["judged"]
