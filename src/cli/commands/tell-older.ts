import { relative } from 'node:path'
import { olderOutputs } from '../../pipeline/run-folder/made-from.ts'
import type { Run } from '../../pipeline/run-folder/open-run.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { CliContext } from '../arguments/command.ts'
import { printable } from '../terminal/printable.ts'

/** Says what lies in a run folder and was made from earlier results, and how to make it again. */
export async function tellOlder(
  { folder, manifest }: Pick<Run, 'folder' | 'manifest'>,
  { cwd, stderr }: Pick<CliContext, 'cwd' | 'stderr'>,
): Promise<void> {
  const here = relative(cwd, folder) || '.'
  for (const { name, changed } of await olderOutputs(folder, manifest)) {
    const why = changed.length > 0 ? `than ${changed.join(', ')}` : 'than this version can tell'
    stderr(`${printable(name)} is older ${why}: ${printable(again(name, here))} makes it again\n`)
  }
}

function again(name: string, run: string): string {
  if (name === RUN_FILES.report) return `faultline report ${run}`
  if (name === RUN_FILES.comparison) return `faultline compare OLD ${run}`
  if (name === RUN_FILES.fix) return `faultline fix ${run}`
  return name.startsWith(RUN_FILES.interventions)
    ? `faultline intervene ${run}`
    : `faultline score ${run} IMAGES`
}
