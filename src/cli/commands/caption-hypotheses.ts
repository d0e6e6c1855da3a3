import { chatServer } from '../../pipeline/hypotheses/chat-server.ts'
import {
  askHypotheses,
  type Hypothesis,
  planHypotheses,
} from '../../pipeline/hypotheses/hypotheses.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import { ConfigError } from '../../run/errors.ts'
import type { Arguments, CliContext } from '../arguments/command.ts'
import { stringFlag } from '../arguments/flag-values.ts'
import { right, textTable } from '../terminal/text-table.ts'

/** `faultline caption RUN --hypotheses`: without --yes only what would be sent. */
export async function captionHypotheses(
  args: Arguments,
  folder: string,
  { env, json, stdout, width, effects }: CliContext,
): Promise<number> {
  const run = await openRun(folder)
  const server = chatServer(env['FAULTLINE_CHAT_URL'], env['FAULTLINE_CHAT_KEY'])
  const model = stringFlag(args, 'model') ?? run.manifest.config.captions?.hypotheses?.model
  if (model === undefined) {
    throw new ConfigError('Cannot ask for hypotheses: no model is named', {
      hint: 'add --model NAME, as the server names it, or captions.hypotheses.model',
    })
  }
  const sheets = await planHypotheses(run)
  const bytes = sheets.reduce((sum, { hard, easy }) => sum + hard.length + easy.length, 0)
  const plan = { requests: sheets.length, sheets: 2 * sheets.length, bytes, model }
  const send = args.values['yes'] === true
  if (!json) {
    stdout(
      `${plan.requests} requests with ${plan.sheets} contact sheets of the run's images (${(bytes / 1e6).toFixed(1)} MB) to ${server.url.origin}${server.url.pathname}, model ${model}\n`,
    )
    if (!send) stdout('Nothing was sent. Add --yes to send the images.\n')
  } else if (!send) stdout(`${JSON.stringify({ plan, sent: false }, null, 2)}\n`)
  if (!send) return 0
  const found = await askHypotheses(run, sheets, server, { model }, effects)
  if (json) stdout(`${JSON.stringify({ plan, sent: true, hypotheses: found }, null, 2)}\n`)
  else stdout(`${found.length > 0 ? table(found, width) : 'The model named no difference'}\n`)
  return 0
}

const table = (found: readonly Hypothesis[], width: number) =>
  textTable(
    found,
    [
      { title: 'class', cell: (row) => row.class },
      { title: 'sentence', flexible: true, cell: ({ text }) => text },
      { title: 'verdict', cell: ({ claimed }) => (claimed ? 'proven' : 'refused') },
      right('p', ({ p }) => (p === null ? '-' : p.toPrecision(2))),
      { title: 'why', cell: ({ reason }) => reason },
    ],
    width,
  )
