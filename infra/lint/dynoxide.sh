#!/usr/bin/env bash
# Installs dynoxide, the local stand-in for DynamoDB, into .tools with npm. It
# is published for Linux on x64; elsewhere any DynamoDB-compatible endpoint
# serves, named in VENTANA_DYNAMODB_ENDPOINT.
set -euo pipefail
package=$1
mkdir -p .tools
if [ -n "${VENTANA_DYNAMODB_ENDPOINT:-}" ]; then
  echo "using the DynamoDB endpoint in VENTANA_DYNAMODB_ENDPOINT"
elif [ "$(uname -s)-$(uname -m)" = Linux-x86_64 ]; then
  echo "installing $package into .tools"
  npm install --prefix .tools --no-save --ignore-scripts --no-audit --no-fund --loglevel=error "$package"
  touch .tools/dynoxide
else
  echo "dynoxide is published for Linux on x64 only; start a DynamoDB-compatible server and name it:" >&2
  echo "  VENTANA_DYNAMODB_ENDPOINT=http://127.0.0.1:8000 make run" >&2
  exit 1
fi
