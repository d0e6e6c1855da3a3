import type { Command } from '../arguments/command.ts'
import { INIT_FLAGS } from './init.ts'
import { RUN_FLAGS, runSteps } from './run-steps.ts'

export const command: Command = {
  summary: 'Find, prove and show the failure modes of a model: the whole pipeline',
  usage:
    'run [CONFIG.json|RUN|DIR|TABLE] [--predictions FILE] [--encoder MODEL] [--out DIR] [--set path=value]... [--strict] [--no-cache] [--workers N]',
  flags: { ...RUN_FLAGS, ...INIT_FLAGS },
  run: (args, context) => runSteps(args, context, 'run'),
}
