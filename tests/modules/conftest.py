"""jsii finds the project's own node, also where pytest is started without the project's environment."""

import os
from pathlib import Path

from setup.environment import changes

NODE = changes(os.environ)["JSII_NODE"]

if NODE and Path(NODE).exists():
    os.environ.setdefault("JSII_NODE", NODE)
