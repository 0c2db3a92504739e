"""Runs the forwarder's functions on this machine; AWS Lambda, and moto, would run them in containers.

`code` tells which functions are run: those with the very code that this checkout packages, and no others. `process`
runs one invocation in a process of its own, whose program is `runtime`. `asynchronous` invokes as SNS does, tries
again and keeps dead letters; `role` tells what a function may do.
"""
