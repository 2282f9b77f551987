#!/usr/bin/env bash
# Plays the demo and holds every recorded exchange against the vendors' published contracts, where
# the checker lies beside the project (CONTRACTS, or ../shared/contracts).
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

SANDBOX_EXCHANGE_LOG="$folder/exchanges.ndjson" npm run --silent cli -- demo dynamics-auditing

contracts=${CONTRACTS:-../shared/contracts}
if [ ! -d "$contracts" ]; then
  echo "No contract checker at $contracts: the demo was played, its exchanges were not checked."
  exit 0
fi
# The checker's folder may be read-only.
cp -r "$contracts" "$folder/contracts"
chmod -R u+w "$folder/contracts"
npm ci --silent --prefix "$folder/contracts"
node "$folder/contracts/check.mjs" "$folder/exchanges.ndjson" | tail -n 1
CONTRACTS="$folder/contracts" npx mocha --no-config --ui tdd --timeout 30000 test/sandbox/exchange-log.test.ts
