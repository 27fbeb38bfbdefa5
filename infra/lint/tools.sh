#!/usr/bin/env bash
# Installs what tests and lint need beyond Go and Node where the machine's own
# package registries give it, and names the rest with the command, all at once.
set -euo pipefail
missing=()

chromium() {
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    [ -n "$name" ] && command -v "$name" >/dev/null && return 0
  done
  return 1
}

if ! chromium && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "installing Chromium for the browser test"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
fi
chromium || missing+=("Chromium, for the browser test:  apt-get install chromium  (or set CHROMIUM to its path)")

if ! command -v cfn-lint >/dev/null && command -v pip >/dev/null; then
  pip install --quiet cfn-lint==1.51.0 aws-sam-translator==1.110.0 || true
fi
command -v cfn-lint >/dev/null || missing+=("cfn-lint, for the template:  pip install cfn-lint==1.51.0 aws-sam-translator==1.110.0")
command -v cc >/dev/null || missing+=("a C compiler, for the race detector:  apt-get install gcc libc6-dev")
command -v python3 >/dev/null || missing+=("Python 3, for the template:  apt-get install python3")

if [ ${#missing[@]} -gt 0 ]; then
  echo "Still missing:" >&2
  printf '  %s\n' "${missing[@]}" >&2
  exit 1
fi
