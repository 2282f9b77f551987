# shellcheck shell=bash
# shellcheck disable=SC2154
# What the scripts of this folder have in common; sourced by them. They set app, workspace, what_if.

fail() {
  printf '%s\n' "$1" >&2
  exit 2
}

guid='^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
# shellcheck disable=SC2034 # the scripts that source this name both
graph_api=00000003-0000-0000-c000-000000000000 management_api=c5393580-f805-4401-95e8-94b7a6ef2fc2

need_app() {
  [[ $app =~ $guid ]] || fail 'Say which application is the bot: --app and its application id.'
}

need_workspace() {
  [[ -z $workspace || $workspace == /subscriptions/*/workspaces/* ]] ||
    fail 'The workspace is named by its resource id: /subscriptions/…/workspaces/…'
}

need_az() {
  command -v az >/dev/null || fail 'The Azure CLI (az) is not on this machine.'
}

object_id() { az ad sp show --id "$1" --query id --output tsv; }

# Sets bot, the object id of the application, and graph: every cloud has a Microsoft Graph of its own.
find_bot() {
  graph=$(az cloud show --query endpoints.microsoftGraphResourceId --output tsv)
  graph=${graph:-https://graph.microsoft.com}
  graph=${graph%/}/v1.0
  bot=$(object_id "$app")
  [ -n "$bot" ] || fail "The application $app has no service principal in this tenant."
}

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

# Sets scopes, as JSON: a role is one for the whole tenant, and what holds it already stays
# assignable, or Azure refuses.
assignable_scopes() { # id of the role, subscriptions…
  local assignable=("${@:2}") id known scope
  for id in "${@:2}"; do
    known=$(az role definition list --name "$1" --custom-role-only true \
      --scope "/subscriptions/$id" --query '[].assignableScopes[]' --output tsv)
    while IFS= read -r scope; do
      scope=${scope##*/}
      scope=${scope,,}
      if [[ $scope =~ $guid && " ${assignable[*]} " != *" $scope "* ]]; then assignable+=("$scope"); fi
    done <<<"$known"
  done
  scopes=$(printf ',"%s"' "${assignable[@]}")
  scopes=${scopes#,}
}

done_with() {
  if [ -n "$what_if" ]; then
    printf 'Nothing was changed.\n'
  else
    printf 'Done. New rights take up to ten minutes; then look with: npm run cli -- doctor\n'
  fi
}
