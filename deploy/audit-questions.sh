#!/usr/bin/env bash
# Gives the bot's application what questions about audit activity need. May be run again at any time.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

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

need_app
need_workspace
need_az


find_bot

if object_id "$management_api" >/dev/null 2>&1; then
  grant_app_role "$management_api" ActivityFeed.Read
else
  printf 'ActivityFeed.Read is not offered in this tenant: the archive lives on searches and imports alone.\n'
fi
if [ -n "$search" ]; then grant_app_role "$graph_api" "$search"; fi
if [ -n "$workspace" ]; then grant_azure_role 'Log Analytics Reader' "$workspace"; fi

done_with
