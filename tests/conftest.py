"""What all tests share."""

import os
from pathlib import Path

from setup.environment import changes

# jsii finds the project's own node, also where pytest is started without the project's environment.
NODE = changes(os.environ)["JSII_NODE"]

if NODE and Path(NODE).exists():
    os.environ.setdefault("JSII_NODE", NODE)
