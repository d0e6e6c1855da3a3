#!/bin/bash
# Starts a Slurm of one node on this machine, as root, in a folder of its own; prints the variable that its commands want:
#
#   apt-get install slurm-wlm munge
#   eval "$(bench/slurm-here.sh start /tmp/slurm)"
#   sbatch …
#   bench/slurm-here.sh stop /tmp/slurm
set -euo pipefail
action=$1
folder=$2
if [ "$action" = stop ]; then
  for daemon in slurmctld slurmd munged; do
    [ -f "$folder/$daemon.pid" ] && kill "$(cat "$folder/$daemon.pid")"
  done
  exit 0
fi
host=$(hostname -s)
mkdir -p "$folder/state" "$folder/spool" /run/munge
chown munge: /run/munge /etc/munge
[ -f /etc/munge/munge.key ] || runuser -u munge -- mungekey --create
cat >"$folder/slurm.conf" <<CONF
ClusterName=here
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
AuthType=auth/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
MinJobAge=5
NodeName=$host NodeAddr=127.0.0.1 CPUs=16 RealMemory=4000 State=UNKNOWN
PartitionName=main Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF="$folder/slurm.conf"
pgrep -x munged >/dev/null || { runuser -u munge -- munged --force && cp /run/munge/munged.pid "$folder/munged.pid"; } >&2
slurmctld -i >&2
slurmd -N "$host" >&2
echo "export SLURM_CONF=$SLURM_CONF"
