# shellcheck shell=bash
# Programs from their published Go modules. Go is needed only when something has changed: bin/ may come from a cache.
TEMPORAL_VERSION=v1.32.1 # the newest that builds with Go 1.26.8

build_programs() {
  local sources
  sources=$(cd "$E2E/programs" && { cat {,dns/}{go.mod,go.sum,main.go} pause/main.go && echo "$TEMPORAL_VERSION"; } | sha256sum)
  [ "$(cat "$E2E_DIR/bin/sources" 2>/dev/null)" != "$sources" ] || return 0
  command -v go >/dev/null || die "missing: Go $(awk '$1 == "go" { print $2 }' "$E2E/programs/go.mod")"
  say "build; the first time takes ten minutes on two cores"
  local v
  v=$(cd "$E2E/programs" && go list -m -f '{{.Version}}' k8s.io/kubernetes)
  local minor=${v#v1.}
  minor=${minor%%.*}
  local x=k8s.io/component-base/version.git flags="-s -w"
  (
    cd "$E2E/programs"
    export CGO_ENABLED=0 GOFLAGS=
    go build -trimpath -ldflags "$flags -X ${x}Version=$v -X ${x}Major=1 -X ${x}Minor=$minor" -o "$E2E_DIR/bin/kube" .
    go build -trimpath -ldflags "$flags" -o "$E2E_DIR/bin/pause" ./pause
    (cd dns && go build -trimpath -ldflags "$flags" -o "$E2E_DIR/bin/coredns" .)
    cd "$E2E_DIR/bin" # outside of a module: installed by name
    GOBIN=$E2E_DIR/bin go install -ldflags "$flags" \
      "go.temporal.io/server/cmd/server@$TEMPORAL_VERSION" "go.temporal.io/server/cmd/tools/sql@$TEMPORAL_VERSION"
    mv server temporal-server
    mv sql temporal-sql-tool
  ) >&2
  local program
  for program in kubectl crane; do ln -sf kube "$E2E_DIR/bin/$program"; done
  echo "$sources" >"$E2E_DIR/bin/sources"
}
