#!/usr/bin/env bash
# Gives the bot's application exactly what Customer Key needs. May be run again at any time.
set -euo pipefail

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

fail() {
  printf '%s\n' "$1" >&2
  exit 2
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

guid='^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
[[ $app =~ $guid ]] || fail 'Say which application is the bot: --app and its application id.'
[ ${#subscriptions[@]} -eq 2 ] || fail 'Name two subscriptions: --subscription, twice.'
for id in "${subscriptions[@]}"; do
  [[ $id =~ $guid ]] || fail "$id is not the id of a subscription."
done
[ "${subscriptions[0]}" != "${subscriptions[1]}" ] || fail 'The two subscriptions have to differ.'
[[ -z $workspace || $workspace == /subscriptions/*/workspaces/* ]] ||
  fail 'The workspace is named by its resource id: /subscriptions/…/workspaces/…'
command -v az >/dev/null || fail 'The Azure CLI (az) is not on this machine.'

here=$(cd "$(dirname "$0")" && pwd)
# Every cloud has a Microsoft Graph of its own.
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
graph=${graph:-https://graph.microsoft.com}
graph=${graph%/}/v1.0
graph_api=00000003-0000-0000-c000-000000000000
exchange_api=00000002-0000-0ff1-ce00-000000000000
management_api=c5393580-f805-4401-95e8-94b7a6ef2fc2
role_id=7c1f0a52-3f5e-4d0b-9a66-51f2c9d8e4b3
compliance_administrator=17315797-102d-40b4-93e0-432062caca18

object_id() { az ad sp show --id "$1" --query id --output tsv; }

# Tells what is missing; does it unless only asked what would change.
change() { # sentence, command…
  if [ -n "$what_if" ]; then
    printf 'Would %s.\n' "$1"
    return
  fi
  printf 'Now: %s.\n' "$1"
  "${@:2}" >/dev/null
}

grant_app_role() { # application id of the API, name of its role
  local api role
  api=$(object_id "$1")
  role=$(az rest --method GET --url "$graph/servicePrincipals/$api?\$select=appRoles" \
    --query "appRoles[?value=='$2' && contains(allowedMemberTypes, 'Application')].id | [0]" --output tsv)
  [ -n "$role" ] || fail "The permission $2 is not offered in this tenant."
  local held
  held=$(az rest --method GET --url "$graph/servicePrincipals/$bot/appRoleAssignments" \
    --query "value[?appRoleId=='$role' && resourceId=='$api'].id | [0]" --output tsv)
  if [ -n "$held" ]; then
    printf 'Held: %s.\n' "$2"
    return
  fi
  change "grant the permission $2" az rest --method POST \
    --url "$graph/servicePrincipals/$bot/appRoleAssignments" \
    --body "{\"principalId\":\"$bot\",\"resourceId\":\"$api\",\"appRoleId\":\"$role\"}"
}

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

grant_azure_role() { # name, scope
  local held
  held=$(az role assignment list --assignee "$bot" --role "$1" --scope "$2" --query '[0].id' --output tsv)
  if [ -n "$held" ]; then
    printf 'Held: %s.\n' "$1"
    return
  fi
  change "give the Azure role $1" az role assignment create --assignee-object-id "$bot" \
    --assignee-principal-type ServicePrincipal --role "$1" --scope "$2"
}

bot=$(object_id "$app")
[ -n "$bot" ] || fail "The application $app has no service principal in this tenant."

# The role is one for the whole tenant: what holds it already stays assignable, or Azure refuses.
assignable=("${subscriptions[@]}")
for id in "${subscriptions[@]}"; do
  known=$(az role definition list --name "$role_id" --custom-role-only true \
    --scope "/subscriptions/$id" --query '[].assignableScopes[]' --output tsv)
  while IFS= read -r scope; do
    scope=${scope##*/}
    scope=${scope,,}
    if [[ $scope =~ $guid && " ${assignable[*]} " != *" $scope "* ]]; then assignable+=("$scope"); fi
  done <<<"$known"
done
scopes=$(printf ',"%s"' "${assignable[@]}")

deployment=(create --output none)
if [ -n "$what_if" ]; then deployment=(what-if); fi
for id in "${subscriptions[@]}"; do
  printf 'Subscription %s\n' "$id"
  az deployment sub "${deployment[@]}" --only-show-errors \
    --name audit-steward-customer-key --location "$location" --subscription "$id" \
    --template-file "$here/customer-key.bicep" --parameters "botPrincipalId=$bot" \
    "subscriptionIds=[${scopes#,}]"
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

if [ -n "$what_if" ]; then
  printf 'Nothing was changed.\n'
else
  printf 'Done. New rights take up to ten minutes; then look with: npm run cli -- doctor\n'
fi
