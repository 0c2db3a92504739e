"""What checkov makes of the Terraform, told in the words of the configuration it comes from."""
