#!/usr/bin/env bash
# Installs the system packages that the tests need, where they are missing (Debian and Ubuntu).
# Nothing is done when all of them are here; without root or sudo it says what to install and fails.
set -euo pipefail

# Chromium's shell takes half of the processor time of Chromium, which serves where the shell cannot be had: nobody is asked
# for a password for it, and nothing fails without it.
shell=chromium-headless-shell
if [ "$(id -u)" -eq 0 ] && ! command -v "$shell" >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then
  echo "setup: installing $shell"
  { apt-get update -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=20 &&
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$shell" >/dev/null; } ||
    echo "setup: there is no $shell: the tests take longer, in chromium" >&2
fi

missing=()
command -v chromium >/dev/null 2>&1 || missing+=(chromium)
command -v openssl >/dev/null 2>&1 || missing+=(openssl)
command -v systemd-analyze >/dev/null 2>&1 || missing+=(systemd)
for proxy in nginx haproxy caddy; do
  PATH=$PATH:/usr/sbin command -v "$proxy" >/dev/null 2>&1 || missing+=("$proxy")
done
command -v redis-server >/dev/null 2>&1 || missing+=(redis-server)
compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "setup: please install: ${missing[*]}" >&2
  exit 1
fi
run=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null 2>&1 || { echo "setup: please install as root: ${missing[*]}" >&2; exit 1; }
  run=(sudo)
fi
echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
# The tests run these themselves, on ports of their own: as services they are neither started nor left switched on.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap '"${run[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${run[@]}" tee "$policy" >/dev/null
  "${run[@]}" chmod +x "$policy"
fi
"${run[@]}" apt-get update -qq
"${run[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
for service in nginx haproxy caddy postgresql redis-server; do
  case " ${missing[*]} " in *" $service "*)
    command -v systemctl >/dev/null 2>&1 && "${run[@]}" systemctl disable --quiet "$service" 2>/dev/null || true ;;
  esac
done
