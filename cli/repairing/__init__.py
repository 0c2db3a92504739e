"""What `trailbell repair` is made of: Terraform limited to what drifted, calls of the API, and how both are told."""
