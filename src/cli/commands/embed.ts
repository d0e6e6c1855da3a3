import type { Command } from '../arguments/command.ts'
import { RUN_FLAGS, runSteps } from './run-steps.ts'

export const command: Command = {
  summary: 'Only the embeddings of the images',
  usage:
    'embed CONFIG.json|RUN [--out DIR] [--set path=value]... [--strict] [--no-cache] [--workers N]',
  flags: RUN_FLAGS,
  run: (args, context) => runSteps(args, context, 'embed', 'embed'),
}
