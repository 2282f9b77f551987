#!/usr/bin/env bash
# Gives the bot's application what questions about audit activity need. May be run again at any time.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: deploy/audit-questions.sh --app ID [options]

Gives the bot's application (--app, its application id) the permissions to read the activity feed and
to search Microsoft's audit log for Dynamics. What is there already stays. Sign in first, as Privileged
Role Administrator: az login; in another cloud az cloud set --name AzureUSGovernment before it.

  --all-records    search all record types: Power Platform, Entra, Exchange and the rest too
  --no-search      no search at Microsoft at all (GRAPH_AUDIT_SEARCH=off)
  --workspace ID   resource id of a Log Analytics workspace with audit tables: the bot may read it
  --what-if        show what would change, and change nothing
  --help           this text
TEXT
}

fail() {
  printf '%s\n' "$1" >&2
  exit 2
}

app='' workspace='' what_if='' search=AuditLogsQuery-CRM.Read.All
while [ $# -gt 0 ]; do
  case $1 in
    --app | --workspace)
      [ $# -ge 2 ] || fail "$1 needs a value. See --help."
      case $1 in
        --app) app=$2 ;;
        --workspace) workspace=$2 ;;
      esac
      shift
      ;;
    --all-records) search=AuditLogsQuery.Read.All ;;
    --no-search) search='' ;;
    --what-if) what_if=yes ;;
    --help | -h) usage; exit 0 ;;
    *) fail "$1 is not known. See --help." ;;
  esac
  shift
done

guid='^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
[[ $app =~ $guid ]] || fail 'Say which application is the bot: --app and its application id.'
[[ -z $workspace || $workspace == /subscriptions/*/workspaces/* ]] ||
  fail 'The workspace is named by its resource id: /subscriptions/…/workspaces/…'
command -v az >/dev/null || fail 'The Azure CLI (az) is not on this machine.'

# Every cloud has a Microsoft Graph of its own.
graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
graph=${graph:-https://graph.microsoft.com}
graph=${graph%/}/v1.0
graph_api=00000003-0000-0000-c000-000000000000
management_api=c5393580-f805-4401-95e8-94b7a6ef2fc2

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
  local api role held
  api=$(object_id "$1")
  role=$(az rest --method GET --url "$graph/servicePrincipals/$api?\$select=appRoles" \
    --query "appRoles[?value=='$2' && contains(allowedMemberTypes, 'Application')].id | [0]" --output tsv)
  [ -n "$role" ] || fail "The permission $2 is not offered in this tenant."
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

if object_id "$management_api" >/dev/null 2>&1; then
  grant_app_role "$management_api" ActivityFeed.Read
else
  printf 'ActivityFeed.Read is not offered in this tenant: the archive lives on searches and imports alone.\n'
fi
if [ -n "$search" ]; then grant_app_role "$graph_api" "$search"; fi
if [ -n "$workspace" ]; then grant_azure_role 'Log Analytics Reader' "$workspace"; fi

if [ -n "$what_if" ]; then
  printf 'Nothing was changed.\n'
else
  printf 'Done. New rights take up to ten minutes; then look with: npm run cli -- doctor\n'
fi
