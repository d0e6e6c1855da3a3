#!/usr/bin/env bash
# The step of action.yml that checks: writes the reports, sets the outputs, ends with the code of the check.
# Inputs come as variables, never as text of the script, so that none of them is run.
set -uo pipefail
folder="${RUNNER_TEMP:-/tmp}/faultline-check"
# What an earlier check of the job left must not be taken for what this one says.
rm -rf "$folder"
mkdir -p "$folder"
arguments=(check --baseline "$BASELINE" --margin "$MARGIN")
if [ -n "$PREDICTIONS" ]; then arguments+=(--predictions "$PREDICTIONS"); else arguments+=("$RUN"); fi
if [ "$STRICT" = true ]; then arguments+=(--strict); fi
arguments+=(--format text --format github)
arguments+=(--format "markdown=$folder/report.md" --format "junit=$folder/junit.xml" --format "json=$folder/report.json")
npx --yes "$PACKAGE" "${arguments[@]}"
code=$?
if [ -f "$folder/report.json" ] && [ "$code" -ne 2 ]; then
  verdict=$(node -p 'JSON.parse(require("fs").readFileSync(process.argv[1], "utf8")).verdict' "$folder/report.json")
  {
    echo "verdict=$verdict"
    echo "report=$folder/report.md"
    echo "junit=$folder/junit.xml"
  } >> "$GITHUB_OUTPUT"
fi
exit "$code"
