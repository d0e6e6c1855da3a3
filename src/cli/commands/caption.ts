import { join, resolve } from 'node:path'
import { isFolder, isThere } from '../../io/files/is-folder.ts'
import { readJson } from '../../io/files/read-json.ts'
import { askCaptions } from '../../pipeline/caption/ask-captions.ts'
import { listCaptions } from '../../pipeline/caption/caption-list.ts'
import type { TextVerdict } from '../../pipeline/caption/caption-text.ts'
import { loadConfig, loadRunConfig } from '../../pipeline/run-folder/load-config.ts'
import { type CaptionsFile, captionsFileSchema } from '../../run/captions-file.ts'
import { ConfigError, RunError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import { type Arguments, type CliContext, type Command, valued } from '../arguments/command.ts'
import { refuseFlags, stringFlags } from '../arguments/flag-values.ts'
import { onePath } from '../arguments/one-path.ts'
import { namesText } from '../terminal/names.ts'
import { right, textTable } from '../terminal/text-table.ts'
import { captionHypotheses } from './caption-hypotheses.ts'
import { RUN_FLAGS, runSteps } from './run-steps.ts'

export const command: Command = {
  summary: 'Names for the directions; or what a run says about your own sentences',
  usage:
    'caption CONFIG.json|RUN [--text SENTENCE]... [--hypotheses] [--list] [--out DIR] [--set path=value]...',
  flags: {
    text: valued('SENTENCE', 'Judge a sentence of your own', { multiple: true }),
    hypotheses: {
      type: 'boolean',
      help: 'Ask the vision-language model at FAULTLINE_CHAT_URL what the hard images share, and prove it',
    },
    model: valued('NAME', 'Of --hypotheses, as the server names it'),
    yes: {
      type: 'boolean',
      help: 'Of --hypotheses: send the images, each time; without it only say what would be sent',
    },
    list: { type: 'boolean', help: 'Write the texts to embed, in the order of their vectors' },
    ...RUN_FLAGS,
  },
  run: async (args, context) => {
    const texts = stringFlags(args, 'text')
    const ofRun = Object.keys(RUN_FLAGS)
    const refuse = (names: readonly string[], task: string) =>
      refuseFlags(args, names, task, 'faultline caption --help tells of its forms')
    if (texts.length > 0) {
      refuse(['list', 'hypotheses', 'model', 'yes', ...ofRun], 'judge a sentence')
      return judgeTexts(args, context, texts)
    }
    if (args.values['list']) {
      refuse(
        ['hypotheses', 'model', 'yes', ...ofRun.filter((name) => name !== 'set')],
        'list texts',
      )
      return writeList(args, context)
    }
    if (args.values['hypotheses']) {
      refuse(ofRun, 'ask for hypotheses')
      return captionHypotheses(args, pathOf(args, context.cwd), context)
    }
    refuse(['model', 'yes'], 'name directions: it is for --hypotheses')
    const [given] = args.positionals
    const folder = given === undefined ? undefined : resolve(context.cwd, given)
    const isPlain = ofRun.every((name) => args.values[name] === undefined)
    if (folder && isPlain && (await isFolder(folder))) return showNames(folder, context)
    return runSteps(args, context, 'caption')
  },
}

async function judgeTexts(
  args: Arguments,
  { cwd, effects, answer, width }: CliContext,
  texts: readonly string[],
): Promise<number> {
  const answers = await askCaptions(pathOf(args, cwd), texts, effects)
  const parts = answers.map(({ text, likeNothing, verdicts: own }) => {
    const why =
      likeNothing === null ? '' : `: this text is like nothing in the data: ${likeNothing}`
    return `"${text}"${why}\n${own.length > 0 ? `${verdictTable(own, width)}\n` : ''}`
  })
  const isScored = answers.some(({ verdicts }) => verdicts.length > 0)
  const doubt = isScored ? '' : 'The run has no direction to score a sentence against\n'
  answer(answers, `${parts.join('\n')}${doubt}`)
  return 0
}

async function writeList(args: Arguments, { cwd, answer, effects }: CliContext): Promise<number> {
  const path = pathOf(args, cwd)
  const settings = stringFlags(args, 'set')
  const inRun = await isFolder(path)
  const { config, baseFolder } = await (inRun ? loadRunConfig : loadConfig)(path, settings)
  const classes = config.dataset.classes
  if (classes === undefined) {
    throw new ConfigError('Cannot list captions: the config has no dataset.classes', {
      hint: 'add it to the config',
    })
  }
  effects.signal.throwIfAborted()
  const { texts } = await listCaptions(config.captions, classes, config.method.profile, baseFolder)
  answer(texts, `${texts.join('\n')}\n`)
  return 0
}

async function showNames(folder: string, { answer }: CliContext): Promise<number> {
  const file = join(folder, RUN_FILES.captionReport)
  if (!(await isThere(file))) {
    throw new RunError(`Cannot show captions of "${folder}": no ${RUN_FILES.captionReport}`, {
      folder,
      hint: `faultline caption ${folder} --set captions.adjectives='["","dark","blurry"]'`,
    })
  }
  const report: CaptionsFile = captionsFileSchema.parse(await readJson(file))
  answer(report, `${namesText(report)}\n`)
  return 0
}

function verdictTable(verdicts: readonly TextVerdict[], width: number): string {
  const percent = (share: number | null | undefined) =>
    share == null ? '-' : `${(100 * share).toFixed(0)} %`
  return textTable(
    verdicts,
    [
      {
        title: 'class',
        flexible: true,
        cell: ({ class: name, direction }) => (direction > 1 ? `${name} #${direction}` : name),
      },
      right('score', ({ score }) => score.toFixed(3)),
      right('rank', ({ rank, of }) => `${rank}/${of}`),
      {
        title: 'side',
        cell: ({ side, contradicts }) => (contradicts ? `${side}, names another class` : side),
      },
      right(
        'right on nearest',
        ({ accuracy, interval, nearest }) =>
          `${percent(accuracy)} of ${nearest} (${percent(interval?.[0])} to ${percent(interval?.[1])})`,
      ),
      right('on class', ({ classAccuracy }) => percent(classAccuracy)),
      right('p', ({ correlationP: p }) => (p == null ? '-' : p.toPrecision(2))),
      {
        title: 'proven',
        cell: ({ proven, part, likeNothing }) =>
          proven ? (part ? `yes, "${part}"` : 'yes') : likeNothing ? 'like nothing' : 'no',
      },
    ],
    width,
  )
}

const pathOf = (args: Arguments, cwd: string) =>
  onePath(
    args,
    cwd,
    'caption',
    'config file or run folder',
    'faultline caption RUN --text "a photo of an old woman"',
  )
