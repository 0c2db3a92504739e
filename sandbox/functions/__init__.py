"""Runs the forwarder's functions on this machine; AWS Lambda, and moto, would run them in containers.

`code` tells which functions are run: those with the very code that this checkout packages, and no others. `process`
runs one invocation in a process of its own, whose program is `runtime`; `invocation` lets CloudWatch know.
`subscription` is SNS's way in, `asynchronous` tries again and `dead_letters` keeps what failed. `role` tells what a
function may do, and `allowed` refuses the calls that it may not make.
"""
