#!/bin/bash
# Embeds the images of a config on a Slurm cluster, then runs the rest here: slurm/submit.sh CONFIG.json JOB RUN
# JOB lies on a file system that all nodes share. Called again, it takes up what is missing.
set -euo pipefail
config=$1 job=$2 run=$3
faultline plan "$config" --out "$job" --slurm --at-once 16
missing=$(faultline status "$job" | awk '$1 == "missing" { print $2 }')
if [ -n "$missing" ]; then
  # Resources that the nodes need: add --gres=gpu:1 or --partition here; options go before those in the script.
  sbatch --wait --array="$missing%16" --cpus-per-task=1 "$job/job.sbatch"
fi
faultline gather "$job" --out "$run"
