#!/usr/bin/env bash
# Runs a command with DATABASE_URL naming a private PostgreSQL cluster, made for it and removed after it.
# The cluster listens on a socket in its own folder only, so it meets no other server of the machine.
#   .ci/with_postgres.sh [--durable] COMMAND...     --durable: as a server keeps data, for honest times
set -euo pipefail

durable=
if [ "${1:-}" = --durable ]; then
  durable=yes
  shift
fi

programs=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$programs" ]; then
  echo "PostgreSQL is not installed (Debian package: postgresql)" >&2
  exit 1
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/taphuan-postgres.XXXXXX")
as_owner=()
if [ "$(id -u)" -eq 0 ]; then
  # PostgreSQL refuses to run as root; its package has made this user.
  as_owner=(runuser -u postgres --)
  chown postgres "$folder"
fi

on_cluster() {
  (cd "$folder" && "${as_owner[@]}" "$programs/$1" "${@:2}")
}

remove_cluster() {
  if [ -e "$folder/data/postmaster.pid" ]; then
    on_cluster pg_ctl stop --pgdata="$folder/data" --mode=immediate --silent || true
  fi
  rm -rf "$folder"
}
trap remove_cluster EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

on_cluster initdb --pgdata="$folder/data" --username=taphuan --auth=trust \
  --encoding=UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# One line: pg_ctl hands it to a shell.
options="-c listen_addresses='' -c unix_socket_directories='$folder'"
# Nothing here outlives the run, so nothing need wait for the disk.
[ -n "$durable" ] || options+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
on_cluster pg_ctl start --pgdata="$folder/data" --wait --silent --log="$folder/server.log" --options="$options" ||
  {
    cat "$folder/server.log" >&2
    exit 1
  }
on_cluster createdb --host="$folder" --username=taphuan taphuan

DATABASE_URL="postgres://taphuan@/$folder/taphuan" "$@"
