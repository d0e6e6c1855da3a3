import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeBytes, writeJson } from '../../io/files/write-atomic.ts'
import { benchMarkdown } from '../../pipeline/bench/bench-markdown.ts'
import { benchPlot } from '../../pipeline/bench/bench-plot.ts'
import { benchSource } from '../../pipeline/bench/bench-source.ts'
import { commandMethod } from '../../pipeline/bench/command-method.ts'
import { METHODS } from '../../pipeline/bench/methods.ts'
import { nullRate } from '../../pipeline/bench/null-rate.ts'
import { planSettings } from '../../pipeline/bench/plan-settings.ts'
import { runBench } from '../../pipeline/bench/run-bench.ts'
import { run } from '../../pipeline/run/run.ts'
import { loadConfig } from '../../pipeline/run-folder/load-config.ts'
import { openRun } from '../../pipeline/run-folder/open-run.ts'
import type { NullRate } from '../../run/bench-file.ts'
import { ConfigError } from '../../run/errors.ts'
import { type Arguments, type CliContext, type Command, valued } from '../arguments/command.ts'
import { listFlag, numberFlag, refuseFlags, stringFlag } from '../arguments/flag-values.ts'
import { noPath } from '../arguments/one-path.ts'

const DEMO = fileURLToPath(new URL('../../../demo', import.meta.url))

export const command: Command = {
  summary: 'The benchmark: methods against settings with a hidden slice, and with none',
  usage: 'bench [--quick] [--data RUN] [--methods a,b] [--command "PROGRAM …"] | bench --null RUN',
  flags: {
    quick: { type: 'boolean', help: 'Few small settings: under two minutes' },
    data: valued('RUN', 'A run folder to make settings of. Default: bundled'),
    null: valued(
      'RUN',
      'Instead: the false-alarm rate on this run’s vectors, outcomes dealt at random',
    ),
    draws: valued('N', 'Random deals of --null. Default: 200'),
    methods: valued(
      'a,b',
      `Default: ${METHODS.map(({ name }) => name.replace(',', '')).join(', ')}`,
    ),
    command: valued(
      'PROGRAM',
      'A method of your own: program and arguments, behind which comes a folder',
    ),
    seed: valued('N', 'Default: 0'),
    out: valued('DIR', 'Default: runs/bench', { short: 'o' }),
  },
  run: async (args, context) => {
    noPath(
      args,
      'run the benchmark',
      '--data RUN makes settings of a run, --null RUN measures false alarms on it',
    )
    const ofNull = stringFlag(args, 'null')
    const hint =
      'faultline bench is the benchmark, faultline bench --null RUN measures false alarms'
    if (ofNull === undefined) {
      refuseFlags(args, ['draws'], 'run the benchmark: it is for --null', hint)
    } else {
      const ofBenchmark = ['quick', 'data', 'methods', 'command', 'out']
      refuseFlags(args, ofBenchmark, 'measure false alarms: it is for the benchmark', hint)
    }
    const seed = numberFlag(args, 'seed', { least: 0, whole: true }) ?? 0
    if (ofNull !== undefined) return printNullRate(ofNull, seed, args, context)
    const out = resolve(context.cwd, stringFlag(args, 'out') ?? join('runs', 'bench'))
    const methods = methodsOf(args, context)
    const source = await benchSource(await openRun(await dataFolder(args, context, out)))
    const plans = planSettings({ quick: Boolean(args.values['quick']), seed })
    const now = () => performance.now()
    const { file, seconds } = await runBench(source, { plans, methods, seed, now }, context.effects)
    const markdown = benchMarkdown(file)
    await writeJson(join(out, 'bench.json'), file)
    await writeBytes(join(out, 'bench.md'), markdown)
    await writeBytes(join(out, 'bench.svg'), benchPlot(file))
    await writeJson(join(out, 'seconds.json'), seconds)
    context.answer(file, `${markdown}\n${out}\n`)
    const times = Object.entries(seconds).map(([name, value]) => `${name} ${value.toFixed(2)}`)
    context.stderr(`Seconds a setting: ${times.join(', ')}\n`)
    return 0
  },
}

function methodsOf(args: Arguments, { cwd, env, effects }: CliContext) {
  const plain = (name: string) => name.replace(',', '')
  const wanted = listFlag(args, 'methods')
  const unknown = wanted?.find((name) => !METHODS.some((method) => plain(method.name) === name))
  if (unknown !== undefined) {
    const known = METHODS.map(({ name }) => plain(name)).join(', ')
    throw new ConfigError(`Cannot use --methods "${unknown}": expected some of ${known}`)
  }
  const chosen = METHODS.filter(({ name }) => wanted === undefined || wanted.includes(plain(name)))
  const program = stringFlag(args, 'command')
    ?.split(/\s+/)
    .filter((part) => part !== '')
  if (program === undefined) return chosen
  if (program.length === 0) throw new ConfigError('Cannot use --command "": expected a program')
  return [...chosen, commandMethod({ run: program, cwd, env, signal: effects.signal })]
}

/** The run folder to make settings of; the bundled pictures are embedded once and kept. */
async function dataFolder(args: Arguments, context: CliContext, out: string): Promise<string> {
  const given = stringFlag(args, 'data')
  if (given !== undefined) return resolve(context.cwd, given)
  const folder = join(out, 'data')
  const { config, baseFolder } = await loadConfig(join(DEMO, 'faultline.json'))
  await run(config, { folder, baseFolder, until: 'score' }, context.effects)
  return folder
}

async function printNullRate(
  given: string,
  seed: number,
  args: Arguments,
  context: CliContext,
): Promise<number> {
  const draws = numberFlag(args, 'draws', { least: 1, most: 100_000, whole: true }) ?? 200
  const opened = await openRun(resolve(context.cwd, given))
  if (opened.manifest.config.method.profile === 'faithful') {
    throw new ConfigError(
      `Cannot measure false alarms of "${given}": the faithful profile has no test`,
      {
        hint: 'run it again with --set method.profile=robust',
      },
    )
  }
  const rate = await nullRate(opened, { draws, seed }, context.effects)
  context.answer(rate, nullText(rate))
  return 0
}

function nullText({ run: name, draws, anyClass, classes, alpha }: NullRate): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  const [low, high] = anyClass.interval.map(percent)
  const share = classes.tests === 0 ? '-' : percent(classes.small / classes.tests)
  return [
    `"${name}" with the model's outcomes dealt out at random within each class, ${draws} times: nothing is there to find.`,
    `A class was reported in ${anyClass.alarms} of them: ${percent(anyClass.alarms / draws)} (95 %: ${low} to ${high}); meant: at most ${percent(alpha)}.`,
    `p at most ${alpha} in ${classes.small} of ${classes.tests} tests of a class: ${share}.`,
    '',
  ].join('\n')
}
