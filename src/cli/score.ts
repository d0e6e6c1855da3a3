import type { Command } from './command.ts'
import { RUN_FLAGS, runSteps } from './run-steps.ts'

export const command: Command = {
  summary: 'Up to the decision values of all examples',
  usage: 'score CONFIG.json|RUN [--out DIR] [--set path=value]... [--strict] [--workers N]',
  flags: RUN_FLAGS,
  run: (args, context) => runSteps(args, context, 'score', 'score'),
}
