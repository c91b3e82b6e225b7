# What up, down and the image scripts share. Nothing here listens on more than loopback and the cluster's bridge.
# shellcheck shell=bash disable=SC2034
E2E=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
E2E_DIR=${E2E_DIR:-/var/lib/drydock-e2e} # state, logs (log/), pid files (run/), programs (bin/, which down keeps)
CNI_BIN=${CNI_BIN:-/usr/lib/cni}
NODE=node
BRIDGE=drydock0
HOST_IP=10.244.0.1 # this machine, as pods see it
POD_NET=10.244.0.0/24
SERVICE_NET=10.96.0.0/24
ETCD_PORT=12379
ETCD_PEER_PORT=12380
REGISTRY_PORT=${REGISTRY_PORT:-5000}
REGISTRY=localhost:$REGISTRY_PORT
POSTGRES_PORT=15432
TEMPORAL_POSTGRES_PORT=15433
TEMPORAL_PORT=17233
PG_BIN=${PG_BIN:-$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)}

# Pods may reach each other and, behind the host's address, what the host reaches; a Docker on the same host
# would drop it otherwise.
FIREWALL=(
  "ACTION FORWARD -i $BRIDGE -j ACCEPT"
  "ACTION FORWARD -o $BRIDGE -j ACCEPT"
  "-t nat ACTION POSTROUTING -s $POD_NET ! -d $POD_NET -j MASQUERADE"
)

PATH=$E2E_DIR/bin:$PATH:/usr/sbin:/sbin

say() { printf '%(%T)T %s\n' -1 "$*" >&2; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

listening() { # ADDRESS:PORT
  ss -Hltn "sport = :${1##*:}" | grep -qE " (${1%:*}|0\.0\.0\.0|\*|\[::\]):${1##*:} "
}

# A pid file counts only while its process still carries the name: pids are used again.
alive() { # NAME
  local pid
  pid=$(cat "$E2E_DIR/run/$1.pid" 2>/dev/null) && grep -qzF -- "${1%%@*}" "/proc/$pid/cmdline" 2>/dev/null
}

start() { # NAME COMMAND...
  local name=$1
  shift
  ! alive "$name" || return 0
  say "start $name"
  setsid "$@" >>"$E2E_DIR/log/$name.log" 2>&1 </dev/null 9>&- &
  echo $! >"$E2E_DIR/run/$name.pid"
  # for a moment it is still this shell, by name
  while kill -0 $! 2>/dev/null && ! alive "$name"; do sleep 0.05; done
}

stop() { # NAME...
  local name pid n
  for name; do
    if alive "$name"; then
      say "stop $name"
      pid=$(cat "$E2E_DIR/run/$name.pid")
      kill "$pid"
      for ((n = 0; n < 100; n++)); do
        alive "$name" || break
        sleep 0.1
      done
      ! alive "$name" || kill -KILL "$pid"
    fi
    rm -f "$E2E_DIR/run/$name.pid"
  done
}

until_ok() { # SECONDS NAME COMMAND...: repeats the command until it succeeds, while NAME lives
  local end=$((SECONDS + $1)) name=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    alive "$name" || die "$name ended: $(tail -n 5 "$E2E_DIR/log/$name.log")"
    [ $SECONDS -lt $end ] || die "gave up waiting for $name; see $E2E_DIR/log/$name.log"
    sleep 0.2
  done
}

put() { # FILE: writes only what is new; kube-proxy ends itself when its file is written
  cat >"$1.new"
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}
