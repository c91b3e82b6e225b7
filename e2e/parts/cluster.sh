# shellcheck shell=bash
# A one-node Kubernetes: etcd, registry, containerd, control plane, kubelet, kube-proxy, CoreDNS.
#
#   host 10.244.0.1 -- bridge drydock0 10.244.0.0/24 -- pods 10.244.0.2 ...      services 10.96.0.0/24
#   :6443 API server   :10250 kubelet   :53 CoreDNS     (everything else of it on 127.0.0.1)

cluster_up() {
  cluster_ports
  cluster_network
  cluster_credentials
  cluster_configuration
  cluster_storage
  cluster_images
  cluster_control_plane
  cluster_node
}

cluster_ports() {
  local p n
  for p in etcd:127.0.0.1:$ETCD_PORT registry:127.0.0.1:$REGISTRY_PORT \
           kube-apiserver:$HOST_IP:6443 kubelet:$HOST_IP:10250 coredns:$HOST_IP:53; do
    for ((n = 0; n < 50; n++)); do # what was killed holds its port for a moment
      alive "${p%%:*}" || ! listening "${p#*:}" || { sleep 0.1; continue; }
      continue 2
    done
    die "${p#*:} is taken, ${p%%:*} needs it"
  done
}

# One bridge carries everything: the pods hang on it, and the API server, the kubelet and what tests
# run for pods (a PostgreSQL, say) listen on its address.
cluster_network() {
  # Without the module br_netfilter (here perhaps built in), services fail between pods of one bridge.
  modprobe br_netfilter 2>/dev/null || true
  local keys=(net.ipv4.ip_forward net.bridge.bridge-nf-call-iptables vm.overcommit_memory kernel.panic kernel.panic_on_oops)
  [ -e "$E2E_DIR/sysctl.before" ] || sysctl --ignore "${keys[@]}" >"$E2E_DIR/sysctl.before"
  sysctl -qw --ignore net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1
  ip link show "$BRIDGE" >/dev/null 2>&1 || ip link add "$BRIDGE" type bridge
  ip addr replace "$HOST_IP/24" dev "$BRIDGE"
  ip link set "$BRIDGE" up
  local rule
  for rule in "${FIREWALL[@]}"; do iptables -w ${rule/ACTION/-C} 2>/dev/null || iptables -w ${rule/ACTION/-I}; done
}

cluster_credentials() {
  cd "$E2E_DIR/pki"
  umask 077
  [ -e ca.crt ] || openssl req -x509 -newkey rsa:2048 -nodes -days 3650 \
    -subj /CN=cluster -addext keyUsage=critical,keyCertSign,digitalSignature -keyout ca.key -out ca.crt 2>/dev/null
  [ -e accounts.key ] || openssl genrsa -out accounts.key 2048 2>/dev/null
  [ -e accounts.pub ] || openssl rsa -in accounts.key -pubout -out accounts.pub 2>/dev/null
  certificate kube-apiserver /CN=kube-apiserver \
    "IP:$HOST_IP,IP:${SERVICE_NET%.*}.1,IP:127.0.0.1,DNS:kubernetes,DNS:kubernetes.default,DNS:kubernetes.default.svc,DNS:localhost"
  certificate kubelet-server "/CN=$NODE" "IP:$HOST_IP,DNS:$NODE"
  certificate admin /O=system:masters/CN=admin
  certificate kubelet-client /O=system:masters/CN=kube-apiserver
  certificate kube-controller-manager /CN=system:kube-controller-manager
  certificate kube-scheduler /CN=system:kube-scheduler
  certificate kube-proxy /CN=system:kube-proxy
  certificate coredns /CN=coredns
  certificate kubelet "/O=system:nodes/CN=system:node:$NODE"
  kubeconfig admin >"$E2E_DIR/admin.conf"
  local p
  for p in kube-controller-manager kube-scheduler kube-proxy kubelet coredns; do kubeconfig $p >"$E2E_DIR/etc/$p.conf"; done
  umask 022
}

# RSA, because the Java client cannot read elliptic keys without a further library.
certificate() { # NAME SUBJECT [ALTERNATIVE_NAMES]
  [ -e "$1.crt" ] || openssl req -x509 -CA ca.crt -CAkey ca.key -newkey rsa:2048 -nodes \
    -days 3650 -subj "$2" -addext basicConstraints=critical,CA:FALSE -addext keyUsage=critical,digitalSignature \
    -addext extendedKeyUsage=clientAuth,serverAuth ${3:+-addext subjectAltName="$3"} \
    -keyout "$1.key" -out "$1.crt" 2>/dev/null
}

kubeconfig() { # NAME
  cat <<EOF
apiVersion: v1
kind: Config
current-context: cluster
contexts: [{name: cluster, context: {cluster: cluster, user: $1}}]
clusters:
- name: cluster
  cluster:
    server: https://$HOST_IP:6443
    certificate-authority-data: $(base64 -w0 ca.crt)
users:
- name: $1
  user:
    client-certificate-data: $(base64 -w0 "$1.crt")
    client-key-data: $(base64 -w0 "$1.key")
EOF
}

cluster_configuration() {
  cd "$E2E_DIR/etc"
  put containerd.toml <<EOF
version = 2
root = "$E2E_DIR/containerd"
state = "$E2E_DIR/run/containerd"
[grpc]
address = "$E2E_DIR/run/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "$REGISTRY/pause:1"
disable_apparmor = true
restrict_oom_score_adj = true
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "$CNI_BIN"
conf_dir = "$E2E_DIR/cni"
EOF
  put "$E2E_DIR/cni/cluster.conflist" <<EOF
{"cniVersion": "0.4.0", "name": "$BRIDGE", "plugins": [
  {"type": "bridge", "bridge": "$BRIDGE", "isGateway": true, "hairpinMode": true,
   "ipam": {"type": "host-local", "dataDir": "$E2E_DIR/run/ipam", "routes": [{"dst": "0.0.0.0/0"}],
            "ranges": [[{"subnet": "$POD_NET", "gateway": "$HOST_IP"}]]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
EOF
  # Nothing is evicted for the sake of the host's disk, and no image is collected: tests put them there.
  # With MEMORY_WANTED the node is short of memory while less is free than that; softly, so that it has as much to give as before.
  put kubelet.yaml <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
address: $HOST_IP
healthzPort: 0
clusterDomain: cluster.local
clusterDNS: [$HOST_IP]
tlsCertFile: $E2E_DIR/pki/kubelet-server.crt
tlsPrivateKeyFile: $E2E_DIR/pki/kubelet-server.key
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $E2E_DIR/pki/ca.crt}}
authorization: {mode: Webhook}
containerRuntimeEndpoint: unix://$E2E_DIR/run/containerd.sock
podLogsDir: $E2E_DIR/log/pods
cgroupDriver: cgroupfs
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
makeIPTablesUtilChains: false
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
evictionSoft: {${MEMORY_WANTED:+memory.available: "$MEMORY_WANTED"}}
evictionSoftGracePeriod: {${MEMORY_WANTED:+memory.available: 1s}}
imageGCHighThresholdPercent: 100
imageGCLowThresholdPercent: 99
maxPods: 100
EOF
  put kube-proxy.yaml <<EOF
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
mode: nftables
clusterCIDR: $POD_NET
hostnameOverride: $NODE
healthzBindAddress: 127.0.0.1:10256
metricsBindAddress: 127.0.0.1:10249
oomScoreAdj: 0
clientConnection: {kubeconfig: $E2E_DIR/etc/kube-proxy.conf}
EOF

  # Who has used which right: a test compares it with the Roles.
  put audit.yaml <<EOF
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
- {level: None, namespaces: [kube-system]}
- {level: Metadata, userGroups: ["system:serviceaccounts"]}
- {level: None}
EOF
  # No query leaves the cluster: names of the world are refused.
  put Corefile <<EOF
. {
  bind $HOST_IP
  errors
  cache 5
  kubernetes cluster.local in-addr.arpa {
    kubeconfig $E2E_DIR/etc/coredns.conf
    ttl 5
  }
}
EOF
}

cluster_storage() {
  start etcd kube etcd --name="$NODE" --data-dir="$E2E_DIR/etcd" --unsafe-no-fsync --log-level=warn \
    --listen-client-urls="http://127.0.0.1:$ETCD_PORT" --advertise-client-urls="http://127.0.0.1:$ETCD_PORT" \
    --listen-peer-urls="http://127.0.0.1:$ETCD_PEER_PORT" --initial-advertise-peer-urls="http://127.0.0.1:$ETCD_PEER_PORT" \
    --initial-cluster="$NODE=http://127.0.0.1:$ETCD_PEER_PORT"
  until_ok 30 etcd listening "127.0.0.1:$ETCD_PORT"
}

cluster_images() {
  mkdir -p "$E2E_DIR/registry"
  start registry kube crane registry serve --address="127.0.0.1:$REGISTRY_PORT" --disk="$E2E_DIR/registry"
  start containerd containerd --config "$E2E_DIR/etc/containerd.toml"
  until_ok 30 registry listening "127.0.0.1:$REGISTRY_PORT"
  crane digest "$REGISTRY/pause:1" >/dev/null 2>&1 || {
    local root; root=$(mktemp -d)
    install -m 755 "$E2E_DIR/bin/pause" "$root/pause"
    "$E2E/images/push" pause:1 "$root" --entrypoint /pause >/dev/null
    rm -r "$root"
  }
}

cluster_control_plane() {
  local pki=$E2E_DIR/pki etc=$E2E_DIR/etc
  start kube-apiserver kube kube-apiserver --bind-address="$HOST_IP" --advertise-address="$HOST_IP" \
    --etcd-servers="http://127.0.0.1:$ETCD_PORT" --service-cluster-ip-range="$SERVICE_NET" \
    --tls-cert-file="$pki/kube-apiserver.crt" --tls-private-key-file="$pki/kube-apiserver.key" \
    --client-ca-file="$pki/ca.crt" --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
    --kubelet-client-certificate="$pki/kubelet-client.crt" --kubelet-client-key="$pki/kubelet-client.key" \
    --kubelet-certificate-authority="$pki/ca.crt" --kubelet-preferred-address-types=InternalIP \
    --service-account-issuer=https://kubernetes.default.svc --service-account-signing-key-file="$pki/accounts.key" \
    --service-account-key-file="$pki/accounts.pub" \
    --audit-policy-file="$etc/audit.yaml" --audit-log-path="$E2E_DIR/log/audit.log" --audit-log-maxsize=500
  export KUBECONFIG=$E2E_DIR/admin.conf
  until_ok 120 kube-apiserver kubectl get --raw /readyz
  start kube-controller-manager kube kube-controller-manager --kubeconfig="$etc/kube-controller-manager.conf" \
    --secure-port=0 --leader-elect=false --use-service-account-credentials --kube-api-qps=500 --kube-api-burst=1000 \
    --horizontal-pod-autoscaler-sync-period=1s \
    --root-ca-file="$pki/ca.crt" --service-account-private-key-file="$pki/accounts.key" \
    --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key"
  kubectl get clusterrolebinding coredns >/dev/null 2>&1 || {
    kubectl create clusterrole coredns --verb=list,watch --resource=services,namespaces,pods,endpointslices.discovery.k8s.io
    kubectl create clusterrolebinding coredns --clusterrole=coredns --user=coredns
  } >/dev/null
  start coredns coredns -conf "$etc/Corefile"
  start kube-scheduler kube kube-scheduler --kubeconfig="$etc/kube-scheduler.conf" --secure-port=0 --leader-elect=false
}

cluster_node() {
  start kubelet kube kubelet --config="$E2E_DIR/etc/kubelet.yaml" --kubeconfig="$E2E_DIR/etc/kubelet.conf" \
    --root-dir="$E2E_DIR/kubelet" --cert-dir="$E2E_DIR/kubelet/pki" --hostname-override="$NODE" --node-ip="$HOST_IP"
  until_ok 60 kubelet kubectl get node "$NODE"
  start kube-proxy kube kube-proxy --config="$E2E_DIR/etc/kube-proxy.yaml"
  until_ok 120 kubelet kubectl wait --for=condition=Ready "node/$NODE" --timeout=2s
  until_ok 30 kube-controller-manager kubectl get serviceaccount default
  until_ok 30 coredns listening "$HOST_IP:53"
}

admin_kubectl() { "$E2E_DIR/bin/kubectl" --kubeconfig="$E2E_DIR/admin.conf" --request-timeout=60s "$@"; }
e2e_ctr() { ctr --address "$E2E_DIR/run/containerd.sock" --namespace k8s.io "$@"; }

cluster_down() {
  # First what would make new pods, then the pods, while the kubelet is there to take them down properly.
  stop kube-scheduler kube-controller-manager
  if alive kubelet && alive kube-apiserver && alive containerd; then
    say "delete pods"
    admin_kubectl delete pods --all --all-namespaces --grace-period=1 --timeout=30s >/dev/null || say "not all pods have ended"
  fi
  stop kube-proxy kubelet coredns kube-apiserver

  # Then, without the kubelet, what is left of them: containers outlive all that started them.
  if [ -e "$E2E_DIR/etc/containerd.toml" ]; then
    start containerd containerd --config "$E2E_DIR/etc/containerd.toml"
    until_ok 30 containerd e2e_ctr version
    for container in $(e2e_ctr containers list -q); do
      netns=$(e2e_ctr containers info "$container" | grep -om1 '/netns/cni-[0-9a-f-]*' || true)
      e2e_ctr tasks delete --force "$container" >/dev/null 2>&1 || true
      e2e_ctr containers delete "$container" >/dev/null 2>&1 || true
      [ -z "$netns" ] || ip netns delete "${netns##*/}" 2>/dev/null || true
    done
  fi
  stop containerd registry etcd

  awk -v dir="$E2E_DIR/" 'index($2, dir) == 1 { print $2 }' /proc/self/mounts | sort -r | while read -r mount; do
    umount "$mount" || umount --lazy "$mount"
  done
  find /sys/fs/cgroup -depth -type d -path '*/kubepods*' -exec rmdir {} \; 2>/dev/null || true
  rm -f /var/lib/kubelet/device-plugins/kubelet.sock
  rmdir --parents /var/lib/kubelet/device-plugins 2>/dev/null || true
  for result in /var/lib/cni/results/"$BRIDGE"-*; do
    container=${result##*/"$BRIDGE"-} container=${container%-eth0}
    rm -f "$result" "/var/lib/cni/results/cni-loopback-$container-lo"
  done
  find /var/log/containers -lname "$E2E_DIR/*" -delete 2>/dev/null || true
  nft delete table ip kube-proxy 2>/dev/null || true
  nft delete table ip6 kube-proxy 2>/dev/null || true
  for rule in "${FIREWALL[@]}"; do iptables -w ${rule/ACTION/-D} 2>/dev/null || true; done
  ip link delete "$BRIDGE" 2>/dev/null || true
  sysctl -q -p "$E2E_DIR/sysctl.before" || true
}
