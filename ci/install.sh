#!/usr/bin/env bash
# Installs what the check needs into a folder of this job, each package pinned by its hash. Run by action.yml.
set -euo pipefail

"$PYTHON" -m venv "$RUNNER_TEMP/trailbell"
"$RUNNER_TEMP/trailbell/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
  -r "$GITHUB_ACTION_PATH/requirements.txt"
