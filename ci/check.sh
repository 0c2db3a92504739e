#!/usr/bin/env bash
# Checks, and hands the results to GitHub: annotations, job summary, reports. Run by action.yml; takes INPUT_* only.
set -euo pipefail

# -P: a folder of the checkout that is called like one of ours must not take its place.
trailbell() { PYTHONPATH="$GITHUB_ACTION_PATH" "$RUNNER_TEMP/trailbell/bin/python" -P -m cli.main "$@"; }

reports="$RUNNER_TEMP/trailbell-reports"
rm -rf "$reports"
mkdir -p "$reports"

arguments=(--config "$INPUT_CONFIG" --fail-on "$INPUT_FAIL_ON")
read -r -d '' -a accounts <<<"$INPUT_ACCOUNTS" || true
for account in ${accounts[@]+"${accounts[@]}"}; do arguments+=(--account "$account"); done
for flag in EXIT_ZERO ALLOW_UNCHECKED; do
  name="INPUT_$flag"
  option="${flag,,}"
  case "${!name}" in
    true) arguments+=("--${option//_/-}") ;;
    false | "") ;;
    *) echo "::error::${option//_/-} must be true or false" && exit 2 ;;
  esac
done
for format in csv=csv html=html json=json junit=xml markdown=md sarif=sarif; do
  arguments+=(--report "${format%=*}=$reports/drift.${format#*=}")
done
arguments+=(--report "github=$RUNNER_TEMP/trailbell-annotations")

# Names from AWS are printed: until the token comes, GitHub takes no line for a command.
token="$("$RUNNER_TEMP/trailbell/bin/python" -c 'import secrets; print(secrets.token_hex(16))')"
echo "::stop-commands::$token"
status=0
trailbell check "${arguments[@]}" || status=$?
echo "::$token::"

echo "status=$status" >>"$GITHUB_OUTPUT"
if [ -e "$reports/drift.json" ]; then
  echo "reports=$reports" >>"$GITHUB_OUTPUT"
  cat "$RUNNER_TEMP/trailbell-annotations"
  cat "$reports/drift.md" >>"$GITHUB_STEP_SUMMARY"
fi
rm -f "$RUNNER_TEMP/trailbell-annotations"
exit "$status"
