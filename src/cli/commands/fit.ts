import type { Command } from '../arguments/command.ts'
import { RUN_FLAGS, runSteps } from './run-steps.ts'

export const command: Command = {
  summary: 'Up to the failure directions of the classes',
  usage:
    'fit CONFIG.json|RUN [--out DIR] [--set path=value]... [--strict] [--no-cache] [--workers N]',
  flags: RUN_FLAGS,
  run: (args, context) => runSteps(args, context, 'fit', 'fit'),
}
