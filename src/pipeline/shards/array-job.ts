import type { JobPlan } from '../../run/job-file.ts'

/** Text in a shell command, whatever it holds. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** A Slurm batch script that runs each shard as an element of an array. @see https://slurm.schedmd.com/job_array.html */
export function slurmScript({ shards }: JobPlan, job: string, atOnce: number): string {
  return `#!/bin/bash
#SBATCH --job-name=faultline
#SBATCH --array=0-${shards - 1}%${atOnce}
#SBATCH --output=${job.replaceAll('%', '%%')}/slurm-%A_%a.log
#SBATCH --cpus-per-task=4
##SBATCH --gres=gpu:1

# The number of the shard is SLURM_ARRAY_TASK_ID. What is left afterwards: faultline status JOB, sbatch --array=THAT.
srun faultline work ${quoted(job)}
`
}

/**
 * A Kubernetes Indexed Job: each pod gets its shard as JOB_COMPLETION_INDEX.
 *
 * @param job - Job folder as the pods see it, on a volume that all of them share.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#completion-mode
 */
export function kubernetesManifest({ shards }: JobPlan, job: string, atOnce: number): string {
  const manifest = {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'faultline' },
    spec: {
      completions: shards,
      parallelism: Math.min(shards, atOnce),
      completionMode: 'Indexed',
      backoffLimitPerIndex: 3,
      template: {
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'work',
              image: 'YOUR-IMAGE-WITH-FAULTLINE',
              command: ['faultline', 'work', job],
              resources: { limits: { cpu: '4', memory: '8Gi' } },
              volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
            },
          ],
          volumes: [{ name: 'shared', persistentVolumeClaim: { claimName: 'YOUR-CLAIM' } }],
        },
      },
    },
  }
  // JSON is YAML, and needs no care for what a name holds.
  return `${JSON.stringify(manifest, null, 2)}\n`
}
