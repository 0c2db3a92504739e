"""Constructs that turn the parts of a pipeline into Terraform; usable alone from any cdktf app.

The only folder that imports cdktf. Nothing is decided, named or formatted here.
"""
