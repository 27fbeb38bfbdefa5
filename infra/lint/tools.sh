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

# The clients of others that check the simulators, exactly those of the lock.
# The copy of the lock is written last: without it the folder is half-made.
clients() {
  local into=.tools/clients lock=infra/clients/package-lock.json
  cmp -s "$lock" "$into/node_modules/.installed.json" && return 0
  command -v npm >/dev/null || return 1
  echo "installing the clients that check the simulators"
  mkdir -p "$into" && cp infra/clients/package.json "$lock" "$into" &&
    npm ci --prefix "$into" --ignore-scripts --prefer-offline --no-audit --no-fund --loglevel=error &&
    cp "$lock" "$into/node_modules/.installed.json"
}
clients || missing+=("Node with npm, and a registry, for the clients that check the simulators:  nodejs.org, then make tools")

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
