import { stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { writeFailureModes } from '../../pipeline/guard/failure-modes.ts'
import { freezeModes } from '../../pipeline/guard/freeze-modes.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import { type Command, stringFlag, stringFlags } from '../arguments/command.ts'
import { onePath } from '../arguments/one-path.ts'
import { printable } from '../terminal/printable.ts'

export const command: Command = {
  summary: 'Freeze the failure modes of a run into a file that later models are checked by',
  usage: 'freeze RUN [-o failure-modes.json] [--modes class#rank]...',
  flags: {
    out: { type: 'string', short: 'o', value: 'FILE', help: 'Default: failure-modes.json' },
    modes: {
      type: 'string',
      multiple: true,
      value: 'MODE',
      help: 'class#rank, or a class. Default: every significant mode',
    },
  },
  run: async (args, context) => {
    const folder = onePath(args, context.cwd, 'freeze')
    const run = await openRun(folder)
    const chosen = stringFlags(args, 'modes')
    const modes = chosen.length > 0 ? chosen : undefined
    const baseline = await freezeModes(run, { modes }, context.effects)
    const path = resolve(context.cwd, stringFlag(args, 'out') ?? 'failure-modes.json')
    await writeFailureModes(path, baseline)
    const { size } = await stat(path)
    const { ids } = baseline.examples
    if (context.json) {
      const frozen = baseline.modes.map(({ id, digest, name }) => ({
        id,
        digest,
        name: name ?? null,
      }))
      context.stdout(
        `${JSON.stringify({ path, size, examples: ids.length, modes: frozen }, null, 2)}\n`,
      )
      return 0
    }
    for (const { id, name, flagged } of baseline.modes) {
      const title = name === undefined ? id : `${id} "${name}"`
      context.stdout(
        `${printable(title)}: ${flagged.length} images of split ${baseline.measuredOn}\n`,
      )
    }
    context.stdout(
      `${relative(context.cwd, path) || path}: ${baseline.modes.length} modes, ${ids.length} examples, ${(size / 1e6).toFixed(2)} MB\n`,
    )
    return 0
  },
}
