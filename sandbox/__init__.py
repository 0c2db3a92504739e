"""A whole AWS and an incident vendor on this machine, for the demo, the tests and the user's own experiments.

`session` starts and stops them, `control` steers them while they run, `server` is moto's server with corrections,
`vendor` the receiving end. Nothing here listens on, or sends to, anything but the loopback interface.
"""
