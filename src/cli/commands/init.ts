import { relative, resolve } from 'node:path'
import { isThere } from '../../io/files/is-folder.ts'
import { writeJson } from '../../io/files/write-atomic.ts'
import type { Choose, ChosenRoles } from '../../pipeline/init/choose-roles.ts'
import { isRole } from '../../pipeline/init/column-roles.ts'
import { type Conclusion, conclude, type InitFlags } from '../../pipeline/init/conclude.ts'
import type { ModelFlags } from '../../pipeline/init/conclude-model.ts'
import { toolVersion } from '../../pipeline/run-folder/tool-version.ts'
import { ConfigError } from '../../run/errors.ts'
import {
  type Arguments,
  type CliContext,
  type Command,
  type Flag,
  valued,
} from '../arguments/command.ts'
import {
  listFlag,
  numberFlag,
  parseNumber,
  stringFlag,
  stringFlags,
} from '../arguments/flag-values.ts'
import { outcomesText } from '../terminal/outcomes.ts'
import { printable } from '../terminal/printable.ts'

const file = (help: string) => valued('FILE', help)

/** Flags that say what the data do not. */
export const INIT_FLAGS: Record<string, Flag> = {
  predictions: file(
    'Table with a path and a prediction a row; with --labels, a .npy of predictions',
  ),
  encoder: valued('MODEL', 'ONNX file, folder in the Hub’s layout, or Hugging Face id'),
  classifier: file('ONNX file of the classifier under study, instead of predictions'),
  embeddings: valued(
    'FILE[:KEY]',
    'Vectors, instead of an encoder: .npy, .npz, .safetensors, .parquet',
  ),
  images: valued('DIR', 'Folder that the image paths of a table start from'),
  labels: file('.npy of labels'),
  logits: file('.npy of the model’s raw outputs, [n, k]'),
  probabilities: file('.npy of probabilities, [n, k]'),
  splits: file('Text file, one split a line'),
  ids: file('Text file, one id a line'),
  classes: valued('FILE|A,B', 'Class names in the order of the numbers'),
  column: valued(
    'ROLE=NAME',
    'Column of a role: id, image, label, prediction, confidence, probabilities, split',
    { multiple: true },
  ),
  output: valued('NAME', 'Output of the encoder'),
  'classifier-output': valued('NAME', 'Output of the classifier'),
  size: valued('N', 'Side of the encoder’s input in pixels'),
  mean: valued('R,G,B', 'Mean of the encoder’s input, of values in 0..1'),
  std: valued('R,G,B', 'Deviation of the encoder’s input'),
  'classifier-size': valued('N', 'Side of the classifier’s input in pixels'),
  'classifier-mean': valued('R,G,B', 'Mean of the classifier’s input'),
  'classifier-std': valued('R,G,B', 'Deviation of the classifier’s input'),
  'fit-split': valued('NAME', 'Split whose errors are explained'),
  name: valued('NAME', 'Name of the run'),
}

export const CONFIG_FILE = 'faultline.json'

export const command: Command = {
  summary: 'Look at data, conclude how to read them, write faultline.json',
  usage: 'init DIR|TABLE... [--predictions FILE] [--encoder MODEL] [flags]',
  flags: {
    ...INIT_FLAGS,
    force: { type: 'boolean', help: 'Write over a faultline.json that is there' },
  },
  run: async (args, context) => {
    const path = resolve(context.cwd, CONFIG_FILE)
    if (!args.values['force'] && (await isThere(path))) {
      throw new ConfigError(`Cannot write "${path}": it is there already`, {
        hint: '--force writes over it; faultline inspect checks it',
      })
    }
    const conclusion = await concludeFrom(args, context)
    for (const warning of conclusion.warnings) context.effects.onWarning?.(warning)
    await writeJson(path, withSchema(conclusion.raw))
    const next = `wrote ${relative(context.cwd, path)}        next: faultline run\n`
    context.answer(conclusion, `${conclusionText(conclusion)}${next}`)
    return 0
  },
}

/** What the flags and the data tell. */
export const concludeFrom = (args: Arguments, context: CliContext): Promise<Conclusion> =>
  conclude(flagsOf(args), context.cwd, chooser(context), context.effects)

/** A line a fact, with the flag that overrides it. */
export function conclusionText({ facts, outcomes }: Conclusion): string {
  const lines = facts.map(({ title, text, flag }) =>
    printable(`${title.padEnd(12)} ${text}${flag ? `        (${flag})` : ''}`).trimEnd(),
  )
  return `${lines.join('\n')}\n${outcomes ? outcomesText(outcomes) : ''}`
}

const withSchema = (raw: Record<string, unknown>) => ({
  $schema: `https://unpkg.com/${toolVersion().replace(' ', '@')}/schema/faultline.schema.json`,
  ...raw,
})

function flagsOf(args: Arguments): InitFlags {
  const text = (name: string) => stringFlag(args, name)
  return {
    data: args.positionals,
    ...Object.fromEntries(
      [
        'images',
        'predictions',
        'labels',
        'logits',
        'probabilities',
        'splits',
        'ids',
        'classes',
        'encoder',
        'classifier',
        'embeddings',
        'name',
      ].map((name) => [name, text(name)]),
    ),
    columns: columnsOf(args),
    fitSplit: text('fit-split'),
    encoderModel: modelFlags(args, ''),
    classifierModel: modelFlags(args, 'classifier-'),
  }
}

function modelFlags(args: Arguments, prefix: string): ModelFlags {
  return {
    output: stringFlag(args, `${prefix}output`),
    size: numberFlag(args, `${prefix}size`, { least: 1, whole: true }),
    mean: numbers(args, `${prefix}mean`),
    std: numbers(args, `${prefix}std`),
  }
}

function numbers(args: Arguments, name: string): number[] | undefined {
  return listFlag(args, name)?.map((text) => parseNumber(text, `--${name}`, { least: -1000 }))
}

function columnsOf(args: Arguments): ChosenRoles {
  const entries = stringFlags(args, 'column').map((text) => {
    const [role = '', ...name] = text.split('=')
    if (isRole(role) && text.includes('=')) return [role, name.join('=')] as const
    throw new ConfigError(`Cannot use --column "${text}": expected ROLE=NAME, as label=target`, {
      hint: 'roles: id, image, label, prediction, confidence, probabilities, split; an empty name means none',
    })
  })
  return Object.fromEntries(entries)
}

function chooser({ confirm }: CliContext): Choose {
  if (confirm === undefined) return undefined
  return async (question, choices) => {
    for (const choice of choices) if (await confirm(`${question} "${choice}"?`)) return choice
    throw new ConfigError(`Cannot go on: none of ${choices.join(', ')} was chosen`)
  }
}
