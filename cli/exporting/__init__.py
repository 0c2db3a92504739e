"""What `trailbell module` is made of: the pipeline of no account in particular as a plain Terraform module."""
