import { appendFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isFolder } from '../../io/files/is-folder.ts'
import { writeBytes } from '../../io/files/write-atomic.ts'
import type { Baseline } from '../../pipeline/guard/baseline.ts'
import {
  type Candidate,
  candidateOfPredictions,
  candidateOfRun,
} from '../../pipeline/guard/candidate.ts'
import { checkModes } from '../../pipeline/guard/check-modes.ts'
import { readFailureModes } from '../../pipeline/guard/failure-modes.ts'
import { runLabels } from '../../pipeline/run/run-labels.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import type { CompareFile } from '../../run/compare-file.ts'
import { ConfigError } from '../../run/errors.ts'
import { type Arguments, type CliContext, type Command, valued } from '../arguments/command.ts'
import { refuseFlags, stringFlag, stringFlags } from '../arguments/flag-values.ts'
import { comparisonGithub } from '../formats/comparison-github.ts'
import { comparisonJunit } from '../formats/comparison-junit.ts'
import { comparisonMarkdown } from '../formats/comparison-markdown.ts'
import { comparisonText } from '../formats/comparison-text.ts'
import { JUDGE_FLAGS, judgeOptions } from './compare.ts'
import { locate, RUN_FLAGS } from './run-steps.ts'

const FORMATS: Record<string, (file: CompareFile, width: number) => string> = {
  text: (file, width) => `${file.verdict}: ${comparisonText(file, width)}`,
  json: (file) => `${JSON.stringify(file, null, 2)}\n`,
  junit: comparisonJunit,
  markdown: comparisonMarkdown,
  github: comparisonGithub,
}

export const command: Command = {
  summary:
    'Judge a new model on frozen failure modes; 0 pass, 1 worse, 2 cannot tell, 3 inconclusive',
  usage:
    'check NEW|CONFIG.json --baseline FILE [--margin 0.02] [--alpha 0.05] [--format F[=FILE]]... [--strict]',
  failure: 2,
  flags: {
    baseline: valued('FILE', 'failure-modes.json of freeze', { short: 'b' }),
    predictions: valued(
      'TABLE',
      'Instead of NEW: predictions for the baseline’s examples (id, prediction)',
    ),
    ...JUDGE_FLAGS,
    format: valued(
      'F[=FILE]',
      'text, json, junit, markdown or github; to a file, or to stdout. Default: text',
      { multiple: true },
    ),
    strict: { type: 'boolean', help: 'Inconclusive modes end with code 3' },
    out: RUN_FLAGS.out,
    set: RUN_FLAGS.set,
  },
  run: async (args, context) => {
    const path = stringFlag(args, 'baseline')
    if (path === undefined) {
      throw new ConfigError('Cannot check: no --baseline, expected the file that freeze wrote', {
        hint: 'faultline freeze RUN -o failure-modes.json',
      })
    }
    const options = judgeOptions(args)
    const formats = formatsOf(args, context)
    const baseline = await readFailureModes(resolve(context.cwd, path))
    const candidate = await candidateOf(args, context, baseline)
    const file = await checkModes(baseline, candidate, options, context.effects)
    for (const { name, to } of formats) {
      const text = FORMATS[name]?.(file, context.width) ?? ''
      if (to === undefined) context.stdout(text)
      else await writeBytes(resolve(context.cwd, to), text)
    }
    const step = context.env['GITHUB_STEP_SUMMARY']
    if (step && formats.some(({ name }) => name === 'markdown' || name === 'github')) {
      await appendFile(step, `${comparisonMarkdown(file)}\n`)
    }
    if (file.verdict === 'fail') return 1
    return file.verdict === 'inconclusive' && args.values['strict'] ? 3 : 0
  },
}

function formatsOf(
  args: Arguments,
  { json }: CliContext,
): { name: string; to: string | undefined }[] {
  const given = stringFlags(args, 'format')
  if (json) return [{ name: 'json', to: undefined }]
  return (given.length > 0 ? given : ['text']).map((text) => {
    const at = text.indexOf('=')
    const name = at < 0 ? text : text.slice(0, at)
    if (!Object.hasOwn(FORMATS, name)) {
      throw new ConfigError(
        `Cannot use --format "${text}": expected ${Object.keys(FORMATS).join(', ')}`,
      )
    }
    return { name, to: at < 0 ? undefined : text.slice(at + 1) }
  })
}

async function candidateOf(
  args: Arguments,
  context: CliContext,
  baseline: Baseline,
): Promise<Candidate> {
  const { cwd, effects } = context
  const predictions = stringFlag(args, 'predictions')
  const [given, ...more] = args.positionals
  const folder = given !== undefined && more.length === 0 ? resolve(cwd, given) : undefined
  const isRun = folder !== undefined && (await isFolder(folder))
  if (predictions !== undefined || isRun) {
    const hint = 'faultline check CONFIG.json makes the run first, with --set in the folder --out'
    refuseFlags(args, ['out', 'set'], 'check what is there already', hint)
  }
  if (predictions !== undefined) {
    if (given !== undefined) {
      throw new ConfigError(
        `Cannot check "${given}" and --predictions at once: expected one of them`,
      )
    }
    return candidateOfPredictions(resolve(cwd, predictions), baseline, effects)
  }
  if (isRun) return candidateOfRun(await openRun(folder))
  const { config, ...place } = await locate(args, context, 'check')
  const [run, ...others] = await runLabels(config, place, effects)
  if (!run || others.length > 0) {
    throw new ConfigError(`Cannot check "${given}": ${others.length + 1} labels, expected one`, {
      hint: `faultline run ${given}, then check the run folder of each label`,
    })
  }
  return candidateOfRun(await openRun(run.folder))
}
