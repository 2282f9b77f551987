#!/usr/bin/env bash
# Holds the Key Vault gateway against Lowkey Vault, an emulator that others wrote: fetches its jar
# with Maven, starts it on loopback, runs the suite and removes everything again. Where it cannot be
# had, this says so and passes. LOWKEY_VAULT_JAR names a jar that lies here already, and
# LOWKEY_VAULT_VERSIONS the versions to try, the newest first.
set -euo pipefail
cd "$(dirname "$0")/../.."

skip() {
  printf 'Skipped: the Key Vault gateway was not held against Lowkey Vault: %s.\n' "$1"
  exit 0
}

# The newest Java first: newer versions of the emulator need a newer one.
javas() {
  { command -v java || true; ls -d "${JAVA_HOME:-/nowhere}"/bin/java /usr/lib/jvm/*/bin/java 2>/dev/null || true; } |
    xargs -r -n 1 readlink -f | sort -u | while read -r each; do
    printf '%s %s\n' "$("$each" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')" "$each"
  done | sort -rn | head -n 1 | cut -d ' ' -f 2-
}
java=$(javas)
[ -n "$java" ] || skip 'there is no Java on this machine'

cache=${XDG_CACHE_HOME:-$HOME/.cache}/audit-steward
folder=$(mktemp -d)
server=''
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$folder"
}
trap cleanup EXIT

fetch() { # version → path of its jar
  local jar="$cache/lowkey-vault-app-$1.jar"
  if [ ! -s "$jar" ]; then
    mkdir -p "$cache"
    timeout 120 mvn -B -q -U dependency:copy -Dmdep.overWriteReleases=true \
      "-Dartifact=com.github.nagyesta.lowkey-vault:lowkey-vault-app:$1" \
      "-DoutputDirectory=$cache" >"$folder/maven" 2>&1 </dev/null || return 1
  fi
  [ -s "$jar" ] && printf '%s' "$jar"
}

begin() { # jar; true once it listens
  "$java" -jar "$1" "--server.port=$port" --LOWKEY_VAULT_NAMES=contoso-lowkey \
    "--LOWKEY_VAULT_ALIASES=contoso-lowkey.localhost=contoso-lowkey.vault.azure.net" \
    --LOWKEY_VAULT_RELAXED_PORTS=true --LOWKEY_AUTH_RESOURCE=vault.azure.net \
    >"$folder/log" 2>&1 </dev/null &
  server=$!
  for _ in $(seq 60); do
    kill -0 "$server" 2>/dev/null || return 1
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then return 0; fi
    sleep 1
  done
  kill "$server" 2>/dev/null || true
  return 1
}

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
why='no version of its jar could be fetched with Maven'
started=''
if [ -n "${LOWKEY_VAULT_JAR:-}" ]; then
  begin "$LOWKEY_VAULT_JAR" || { cat "$folder/log" >&2; exit 1; }
  started=$LOWKEY_VAULT_JAR
else
  command -v mvn >/dev/null || skip 'there is no Maven on this machine to fetch it with'
  for version in ${LOWKEY_VAULT_VERSIONS:-7.1.13 4.0.67 2.7.1}; do
    jar=$(fetch "$version") || {
      if grep -qiE 'could not find artifact|unable to find artifact' "$folder/maven"; then
        why="the package registry that Maven asks does not have its jar (asked last for $version)"
      fi
      continue
    }
    if begin "$jar"; then
      started=$version
      break
    fi
    why="it does not start with the Java of this machine: $(tail -n 1 "$folder/log")"
  done
fi
[ -n "$started" ] || skip "$why"

printf 'Lowkey Vault %s\n' "$started"
LOWKEY_PORT=$port npx mocha --no-config --ui tdd --timeout 30000 test/lowkey/key-vault.suite.ts
