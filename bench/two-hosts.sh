#!/bin/bash
# Two workers on two hosts that share a folder and a Redis: network namespaces of this machine, one of them cut off from
# Redis while it holds a shard. What it held is finished by the other. As root, with iproute2 and redis-server:
#
#   bench/two-hosts.sh CONFIG.json
set -euo pipefail
program="node $(realpath "$(dirname "$0")/../bin/faultline.js")"
config=$(realpath "$1")
folder=$(mktemp -d)
job=$folder/job
cleanup() {
  kill -KILL $(jobs -p) 2>/dev/null || true
  wait 2>/dev/null || true
  for host in faultline-a faultline-b; do
    kill -KILL $(ip netns pids $host) 2>/dev/null || true
    ip netns del $host 2>/dev/null || true
  done
  ip link del faultline0 2>/dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

# A bridge with Redis on it, and two hosts behind it.
ip link add faultline0 type bridge
ip addr add 10.77.0.1/24 dev faultline0
ip link set faultline0 up
for number in 2 3; do
  host=faultline-$([ $number = 2 ] && echo a || echo b)
  ip netns add $host
  ip link add fl$number type veth peer name eth0 netns $host
  ip link set fl$number master faultline0 up
  ip -n $host addr add 10.77.0.$number/24 dev eth0
  ip -n $host link set eth0 up
  ip -n $host link set lo up
done
redis-server --bind 10.77.0.1 --port 6390 --protected-mode no --dir "$folder" --appendonly yes \
  --maxmemory-policy noeviction >/dev/null &
sleep 1
url=redis://10.77.0.1:6390

$program plan "$config" --out "$job" --rows-per-shard 75
$program enqueue "$job" --redis $url
worker() { ip netns exec "$1" $program worker --redis $url --lock 3 --idle "$2" --quiet; }
worker faultline-a 600 >/dev/null 2>&1 &
until [ -n "$(ls "$job/done" 2>/dev/null)" ]; do sleep 0.1; done
active() { redis-cli -u $url lrange bull:faultline-shards:active 0 -1; }
until held=$(pgrep -f "work $job --shard") && [ -n "$(active)" ]; do sleep 0.05; done
# The process that works on the shard stops too: a host that is cut off has also lost the shared folder.
kill -STOP "$held"
ip link set fl2 down
shard=$(active | sed -n 's/^shard-0*\([0-9]\+\)-.*/\1/p')
echo "host a is cut off with shard $shard in its hands; done: $(ls "$job/done" | wc -l)"
worker faultline-b 8
kill -KILL "$held"
$program status "$job" --verify
$program gather "$job"
