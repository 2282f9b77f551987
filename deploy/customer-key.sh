#!/usr/bin/env bash
# Gives the bot's application exactly what Customer Key needs. May be run again at any time.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

usage() {
  cat <<'TEXT'
Usage: deploy/customer-key.sh --app ID --subscription ID --subscription ID [options]

Gives the bot's application (--app, its application id) the role "Audit Steward – Customer Key" in
two subscriptions, and the permissions it needs in Microsoft Graph and for the audit feed. What is
there already stays. Sign in first, as Owner of both subscriptions and Privileged Role Administrator:
az login; in another cloud az cloud set --name AzureUSGovernment before it.

  --workspace ID   resource id of a Log Analytics workspace: the bot may read it, to show evidence
  --cmdlets        the bot may run the policy cmdlets in Exchange Online itself, which is a lot of
                   power: only with CUSTOMER_KEY_POLICY_CMDLETS=on
  --location NAME  region in which Azure keeps the record of the deployment (westeurope); a region
                   of your cloud, such as usgovvirginia
  --what-if        show what would change, and change nothing
  --help           this text
TEXT
}

app='' workspace='' cmdlets='' what_if='' location=westeurope
subscriptions=()
while [ $# -gt 0 ]; do
  case $1 in
    --app | --subscription | --workspace | --location)
      [ $# -ge 2 ] || fail "$1 needs a value. See --help."
      case $1 in
        --app) app=$2 ;;
        --subscription) subscriptions+=("${2,,}") ;;
        --workspace) workspace=$2 ;;
        --location) location=$2 ;;
      esac
      shift
      ;;
    --cmdlets) cmdlets=yes ;;
    --what-if) what_if=yes ;;
    --help | -h) usage; exit 0 ;;
    *) fail "$1 is not known. See --help." ;;
  esac
  shift
done

need_app
[ ${#subscriptions[@]} -eq 2 ] || fail 'Name two subscriptions: --subscription, twice.'
for id in "${subscriptions[@]}"; do
  [[ $id =~ $guid ]] || fail "$id is not the id of a subscription."
done
[ "${subscriptions[0]}" != "${subscriptions[1]}" ] || fail 'The two subscriptions have to differ.'
need_workspace
need_az

here=$(cd "$(dirname "$0")" && pwd)
exchange_api=00000002-0000-0ff1-ce00-000000000000
role_id=7c1f0a52-3f5e-4d0b-9a66-51f2c9d8e4b3
compliance_administrator=17315797-102d-40b4-93e0-432062caca18

grant_directory_role() { # template id, name
  local held
  held=$(az rest --method GET \
    --url "$graph/roleManagement/directory/roleAssignments?\$filter=principalId%20eq%20'$bot'" \
    --query "value[?roleDefinitionId=='$1' && directoryScopeId=='/'].id | [0]" --output tsv)
  if [ -n "$held" ]; then
    printf 'Held: %s.\n' "$2"
    return
  fi
  change "give the Entra role $2" az rest --method POST \
    --url "$graph/roleManagement/directory/roleAssignments" \
    --body "{\"principalId\":\"$bot\",\"roleDefinitionId\":\"$1\",\"directoryScopeId\":\"/\"}"
}

find_bot

assignable_scopes "$role_id" "${subscriptions[@]}"

deployment=(create --output none)
if [ -n "$what_if" ]; then deployment=(what-if); fi
for id in "${subscriptions[@]}"; do
  printf 'Subscription %s\n' "$id"
  az deployment sub "${deployment[@]}" --only-show-errors \
    --name audit-steward-customer-key --location "$location" --subscription "$id" \
    --template-file "$here/customer-key.bicep" --parameters "botPrincipalId=$bot" \
    "subscriptionIds=[$scopes]"
done

for permission in Organization.Read.All Application.Read.All Application.ReadWrite.OwnedBy \
  GroupMember.Read.All User.ReadBasic.All; do
  grant_app_role "$graph_api" "$permission"
done
if object_id "$management_api" >/dev/null 2>&1; then
  grant_app_role "$management_api" ActivityFeed.Read
else
  printf 'ActivityFeed.Read is not offered in this tenant: evidence comes from the logs of the vaults alone.\n'
fi
if [ -n "$cmdlets" ]; then
  grant_app_role "$exchange_api" Exchange.ManageAsApp
  grant_directory_role "$compliance_administrator" 'Compliance Administrator'
fi
if [ -n "$workspace" ]; then grant_azure_role 'Log Analytics Reader' "$workspace"; fi

done_with
