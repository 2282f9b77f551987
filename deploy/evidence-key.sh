#!/usr/bin/env bash
# Lets the bot's application sign the evidence with keys in Key Vault. May be run again at any time.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'TEXT'
Usage: deploy/evidence-key.sh --app ID --key ADDRESS [--key ADDRESS] [options]

Gives the bot's application (--app, its application id) the role "Audit Steward – Evidence" on these
keys alone: it reads them and signs with them, and nothing else. A key is named as in EVIDENCE_KEY or
WITNESS_KEY: https://<vault>/keys/<name>. What is there already stays. Sign in first, as Owner of the
vaults' subscriptions: az login; in another cloud az cloud set --name AzureUSGovernment before it.

  --location NAME  region in which Azure keeps the record of the deployment (westeurope); a region
                   of your cloud, such as usgovvirginia
  --what-if        show what would change, and change nothing
  --help           this text
TEXT
}

app='' what_if='' location=westeurope
keys=()
while [ $# -gt 0 ]; do
  case $1 in
    --app | --key | --location)
      [ $# -ge 2 ] || fail "$1 needs a value. See --help."
      case $1 in
        --app) app=$2 ;;
        --key) keys+=("$2") ;;
        --location) location=$2 ;;
      esac
      shift
      ;;
    --what-if) what_if=yes ;;
    --help | -h) usage; exit 0 ;;
    *) fail "$1 is not known. See --help." ;;
  esac
  shift
done

address='^https://([0-9a-zA-Z-]{3,24})\.[0-9a-z.-]+/keys/([0-9a-zA-Z-]{1,127})(/[0-9a-fA-F]{32})?/?$'
need_app
[ ${#keys[@]} -gt 0 ] || fail 'Say which key signs: --key https://<vault>/keys/<name>.'
for key in "${keys[@]}"; do
  [[ $key =~ $address ]] || fail "$key is not the address of a key: https://<vault>/keys/<name>."
done
need_az

here=$(cd "$(dirname "$0")" && pwd)
role_id=2d6a9e1b-84c3-4f57-b0d2-6e91c7a35f08

# The resource id of the key's vault; a vault that goes by access policies knows no roles.
vault_of() { # name
  local found by_role
  found=$(az keyvault show --name "$1" --query id --output tsv)
  [ -n "$found" ] || fail "There is no vault $1 that you can see."
  by_role=$(az keyvault show --name "$1" --query properties.enableRbacAuthorization --output tsv)
  [ "${by_role,,}" = true ] ||
    fail "The vault $1 goes by access policies. Give the application the key permissions get and sign there: az keyvault set-policy --name $1 --spn $app --key-permissions get sign"
  printf '%s' "$found"
}

find_bot
for key in "${keys[@]}"; do
  [[ $key =~ $address ]]
  vault_name=${BASH_REMATCH[1]} key_name=${BASH_REMATCH[2]}
  vault=$(vault_of "$vault_name")
  IFS=/ read -r _ _ subscription _ group _ <<<"$vault"
  subscription=${subscription,,}
  assignable_scopes "$role_id" "$subscription"
  deployment=(create --output none)
  if [ -n "$what_if" ]; then deployment=(what-if); fi
  printf 'Key %s of the vault %s\n' "$key_name" "$vault_name"
  az deployment sub "${deployment[@]}" --only-show-errors \
    --name "audit-steward-evidence-$key_name" --location "$location" --subscription "$subscription" \
    --template-file "$here/evidence-key.bicep" --parameters "botPrincipalId=$bot" \
    "resourceGroupName=$group" "vaultName=$vault_name" "keyName=$key_name" "subscriptionIds=[$scopes]"
done

done_with
