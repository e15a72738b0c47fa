#!/usr/bin/env bash
# A study on a real Slurm: one controller and one node on this machine, in a scratch folder, as root. Needs the packages slurm-wlm
# and munge. The merged table must have the bytes of an unsharded run.
#
#     tests/slurm/single_node.sh build/release/sims/glasscape > docs/slurm-transcript.txt
set -euo pipefail
here="$(cd "$(dirname "$0")/../.." && pwd)"
program="$(realpath "${1:-$here/build/release/sims/glasscape}")"
[ "$(id -u)" -eq 0 ] || { echo "single_node.sh: must run as root, it starts the daemons of Slurm" >&2; exit 2; }
scratch="$(mktemp -d /tmp/glasscape-slurm.XXXXXX)"
chmod 755 "$scratch"
node="$(hostname -s)"

daemons=()

finish() {
    [ ${#daemons[@]} -eq 0 ] || kill "${daemons[@]}" 2>/dev/null || true
    wait || true
    rm -rf "$scratch"
}
trap finish EXIT

start_daemons() {
    if ! munge -n >/dev/null 2>&1; then
        [ -s /etc/munge/munge.key ] || mungekey --create
        chown munge /etc/munge/munge.key
        install -d -o munge -g munge /run/munge
        runuser -u munge -- munged --foreground >"$scratch/munged.log" 2>&1 &
        daemons+=($!)
    fi
    mkdir -p "$scratch/state" "$scratch/spool"
    cat >"$scratch/slurm.conf" <<CONF
ClusterName=glasscape
SlurmctldHost=$node
SlurmUser=root
AuthType=auth/munge
StateSaveLocation=$scratch/state
SlurmdSpoolDir=$scratch/spool
SlurmctldPidFile=$scratch/slurmctld.pid
SlurmdPidFile=$scratch/slurmd.pid
SlurmctldLogFile=$scratch/slurmctld.log
SlurmdLogFile=$scratch/slurmd.log
SlurmctldPort=16817
SlurmdPort=16818
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
SchedulerParameters=sched_interval=2
MinJobAge=600
NodeName=$node CPUs=$(nproc) RealMemory=4000 State=UNKNOWN
PartitionName=all Nodes=$node Default=YES MaxTime=INFINITE State=UP
CONF
    export SLURM_CONF="$scratch/slurm.conf"
    slurmctld -D >"$scratch/slurmctld.out" 2>&1 &
    controller=$!
    daemons+=("$controller")
    slurmd -D >"$scratch/slurmd.out" 2>&1 &
    daemons+=($!)
    # The controller says when it listens; a job then waits for the node by itself.
    grep -q -m 1 "Running as primary controller" < <(tail -n +1 -F --pid="$controller" "$scratch/slurmctld.log" 2>/dev/null) &&
        srun true && return
    echo "single_node.sh: the node did not come up" >&2
    tail "$scratch"/*.log >&2
    exit 1
}

say() { printf '\n$ %s\n' "$*"; "$@"; }

start_daemons
cd "$scratch"
cp "$here/sims/census.toml" .
PATH="$(dirname "$program"):$PATH"
say sinfo
say glasscape sweep slurm census.toml --quick --tasks 4 --out census.sh
say cat census.sh
say sh census.sh
say squeue
srun --dependency=singleton --job-name=census-merge true  # runs once the merge has ended
say scontrol -o show jobs | grep -o -e '^\$.*' -e '^JobId=[0-9]*' -e 'ArrayTaskId=[0-9]*' -e 'JobName=[^ ]*' -e 'JobState=[A-Z]*' -e 'RunTime=[^ ]*' |
    paste -sd' ' | sed 's/ JobId=/\nJobId=/g'
say tail -n 2 out/census/slurm-*.log
say glasscape sweep status census.toml --quick
say glasscape sweep export census.toml --quick --out merged.csv
say glasscape sweep run census.toml --quick --store alone.db --progress off
say glasscape sweep export census.toml --quick --store alone.db --out alone.csv
say cmp merged.csv alone.csv
echo "the tables are the same, byte by byte"
