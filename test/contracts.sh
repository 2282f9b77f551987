#!/usr/bin/env bash
# Plays the demos and holds every recorded exchange against the vendors' published contracts, where
# the checker lies beside the project (CONTRACTS, or ../shared/contracts).
set -euo pipefail
cd "$(dirname "$0")/.."

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir -m 700 "$folder/backups"

# play NAME DEMO…: what was said is shown only if it went wrong.
play() {
  local name=$1
  shift
  echo "Demo $*"
  SANDBOX_EXCHANGE_LOG="$folder/$name.ndjson" npm run --silent cli -- demo "$@" >"$folder/$name.txt" 2>&1 ||
    { cat "$folder/$name.txt" && return 1; }
}

play dynamics dynamics-auditing
play questions audit-archive
play by-hand customer-key
CUSTOMER_KEY_POLICY_CMDLETS=on KEY_BACKUP_DIR="$folder/backups" play by-bot customer-key
# 203.0.113.10 is where the sandbox sees the bot call from.
play by-policies customer-key 'policies, trusted 203.0.113.10'

contracts=${CONTRACTS:-../shared/contracts}
if [ ! -d "$contracts" ]; then
  echo "No contract checker at $contracts: the demos were played, their exchanges were not checked."
  exit 0
fi
# The checker's folder may be read-only.
cp -r "$contracts" "$folder/contracts"
chmod -R u+w "$folder/contracts"
npm ci --silent --prefix "$folder/contracts"
cat "$folder"/*.ndjson >"$folder/exchanges"
node "$folder/contracts/check.mjs" "$folder/exchanges" >"$folder/verdict" ||
  { cat "$folder/verdict" && exit 1; }
tail -n 1 "$folder/verdict"

# Whatever the demos are there to show has to be among what was checked.
for operation in \
  Subscriptions_List Providers_Register Features_Register ResourceGroups_CreateOrUpdate \
  Vaults_CreateOrUpdate Vaults_UpdateAccessPolicy OperationStatuses_GetByProvider \
  ManagementLocks_CreateOrUpdateByScope DiagnosticSettings_CreateOrUpdate RoleAssignments_Create \
  CreateKey BackupKey GetKeyRotationPolicy servicePrincipals.create \
  dep.new dep.get dep.test dep.assignment.set dep.assignment.get \
  auditLog.queries.create auditLog.queries.get auditLog.queries.records.list \
  auditConfig.set subscriptions.start subscriptions.content audit.get Query_Execute \
  tableDefinition.replaceByName publishXml; do
  grep -q "^  + $operation " "$folder/verdict" ||
    { echo "No demo has called $operation." && exit 1; }
done
CONTRACTS="$folder/contracts" npx mocha --no-config --ui tdd --timeout 30000 test/sandbox/exchange-log.test.ts
