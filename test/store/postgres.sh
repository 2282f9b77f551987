#!/bin/bash
# Starts a throw-away PostgreSQL server, runs the command given with TEST_DATABASE_URL pointing at
# it, and removes everything again: test/store/postgres.sh npx mocha 'test/store/*.test.ts'
# PG_FSYNC=on has it wait for the disk, as a server does that is not thrown away.
set -euo pipefail

bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)}
if [ ! -x "$bin/initdb" ]; then
  echo 'PostgreSQL is not installed: apt-get install postgresql' >&2
  exit 1
fi

folder=$(mktemp -d /tmp/steward-pg.XXXXXX)
# The server refuses to run as root.
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; fi

cleanup() {
  as_owner "$bin/pg_ctl" -D "$folder/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap cleanup EXIT

cd "$folder"
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
as_owner "$bin/initdb" -D "$folder/data" -U steward -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
as_owner "$bin/pg_ctl" -D "$folder/data" -l "$folder/log" -w \
  -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$folder -c fsync=${PG_FSYNC:-off}" start >/dev/null
cd "$OLDPWD"

TEST_DATABASE_URL="postgres://steward@127.0.0.1:$port/postgres" "$@"
