"""What all tests share."""

import os
from pathlib import Path

from hypothesis import settings

from setup.environment import changes

# jsii finds the project's own node, also where pytest is started without the project's environment.
NODE = changes(os.environ)["JSII_NODE"]

if NODE and Path(NODE).exists():
    os.environ.setdefault("JSII_NODE", NODE)

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
