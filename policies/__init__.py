"""Rules for checkov on the synthesised Terraform. Without this file checkov silently runs none of them."""
