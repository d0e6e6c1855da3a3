import { stat } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { writeFailureModes } from '../../pipeline/guard/failure-modes.ts'
import { freezeModes } from '../../pipeline/guard/freeze-modes.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import { type Command, valued } from '../arguments/command.ts'
import { stringFlag, stringFlags } from '../arguments/flag-values.ts'
import { onePath } from '../arguments/one-path.ts'
import { printable } from '../terminal/printable.ts'

export const command: Command = {
  summary: 'Freeze the failure modes of a run into a file that later models are checked by',
  usage: 'freeze RUN [-o failure-modes.json] [--modes class#rank]...',
  flags: {
    out: valued('FILE', 'Default: failure-modes.json', { short: 'o' }),
    modes: valued('MODE', 'class#rank, or a class. Default: every significant mode', {
      multiple: true,
    }),
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
    const { modes: found, measuredOn } = baseline
    const frozen = found.map(({ id, digest, name = null }) => ({ id, digest, name }))
    const lines = found.map(({ id, name, flagged }) => {
      const title = name === undefined ? id : `${id} "${name}"`
      return `${printable(title)}: ${flagged.length} images of split ${measuredOn}\n`
    })
    const whole = `${relative(context.cwd, path) || path}: ${found.length} modes, ${ids.length} examples, ${(size / 1e6).toFixed(2)} MB\n`
    const answer = { path, size, examples: ids.length, modes: frozen }
    context.answer(answer, `${lines.join('')}${whole}`)
    return 0
  },
}
