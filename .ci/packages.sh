# Sourced by the other scripts: finds out which Debian packages are missing and installs them if it may.

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# need_packages NAME...: does nothing when all are there; stops the script when it may not install.
need_packages() {
  local name log missing=() as_root=()
  if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system, so nothing was checked. These are needed: $*" >&2
    return
  fi
  for name in "$@"; do
    is_installed "$name" || missing+=("$name")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      echo "These Debian packages are missing: ${missing[*]}" >&2
      echo "Install them, then try again:" >&2
      echo "  sudo apt-get update && sudo apt-get install --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
    as_root=(sudo -n)
  fi
  echo "Installing Debian packages: ${missing[*]}"
  if ! log=$("${as_root[@]}" apt-get update -qq 2>&1 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y -qq --no-install-recommends "${missing[@]}" 2>&1 </dev/null); then
    printf '%s\n' "$log" >&2
    exit 1
  fi
}
