import { join, relative, resolve } from 'node:path'
import { generateImages, planGenerate } from '../../pipeline/generate/generate.ts'
import { imageApi } from '../../pipeline/generate/image-api.ts'
import { readPrompts } from '../../pipeline/generate/plan-images.ts'
import type { Run } from '../../pipeline/run-folder/open-run.ts'
import { ConfigError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { InterventionManifest } from '../../run/interventions-file.ts'
import type { Arguments, CliContext, Flag } from '../arguments/command.ts'
import { choiceFlag, numberFlag, stringFlag } from '../arguments/flag-values.ts'

const kinds = ['generate'] as const
const flag = (value: string, help: string) => ({ type: 'string' as const, value, help, kinds })

export const GENERATE_FLAGS: Record<string, Flag & { kinds: typeof kinds }> = {
  prompts: flag('FILE', 'Prompts. Default: interventions/prompts/prompts.jsonl of the run'),
  url: flag('URL', 'Image server. Default: FAULTLINE_IMAGES_URL; its key: FAULTLINE_IMAGES_KEY'),
  api: flag('KIND', 'openai or webui. Default: by the URL'),
  model: flag('NAME', 'Model of the server. Default: the server’s'),
  size: flag('WxH', 'Pixels. Default: 512x512'),
  steps: flag('N', 'Sampling steps (webui). Default: 50'),
  guidance: flag('X', 'Guidance scale (webui). Default: 7.5'),
  rate: flag('N', 'Requests a minute at most. Default: 60'),
  retries: flag('N', 'Further tries of an image. Default: 5'),
  timeout: flag('SECONDS', 'Longest wait for one answer. Default: 300'),
  price: flag('X', 'Price of an image, for the estimate'),
  yes: { type: 'boolean', help: 'Send the prompts; without it only say what it would cost', kinds },
}

/** `faultline intervene RUN generate`: without --yes only the plan and its cost. */
export async function generate(
  run: Run,
  args: Arguments,
  { cwd, env, json, stdout, effects }: CliContext,
): Promise<InterventionManifest | undefined> {
  const url = stringFlag(args, 'url') ?? env['FAULTLINE_IMAGES_URL']
  if (url === undefined || url === '') {
    throw new ConfigError('Cannot make images: no image server is named', {
      hint: 'set FAULTLINE_IMAGES_URL or --url, and FAULTLINE_IMAGES_KEY where it asks for a key',
    })
  }
  const api = imageApi(
    url,
    choiceFlag(args, 'api', ['openai', 'webui']),
    env['FAULTLINE_IMAGES_KEY'],
  )
  const file = stringFlag(args, 'prompts')
  const own = join(run.folder, RUN_FILES.interventions, 'prompts', 'prompts.jsonl')
  const whole = { least: 1, whole: true }
  const timeout = numberFlag(args, 'timeout', { least: 1 })
  const retries = numberFlag(args, 'retries', { least: 0, whole: true })
  const options = {
    prompts: await readPrompts(file === undefined ? own : resolve(cwd, file)),
    inputs: file === undefined ? [relative(run.folder, own).replaceAll('\\', '/')] : [],
    settings: {
      model: stringFlag(args, 'model'),
      ...parseSize(stringFlag(args, 'size') ?? '512x512'),
      steps: numberFlag(args, 'steps', whole) ?? 50,
      guidance: numberFlag(args, 'guidance', { least: 0 }) ?? 7.5,
    },
    rate: numberFlag(args, 'rate', { least: 0.1 }),
    patience: {
      ...(timeout !== undefined && { timeoutMs: 1000 * timeout }),
      ...(retries !== undefined && { retries }),
    },
    seed: numberFlag(args, 'seed', { least: 0, whole: true }),
    name: stringFlag(args, 'name'),
  }
  const { images, done, missing } = await planGenerate(run, api, options)
  const price = numberFlag(args, 'price', { least: 0 })
  const cost = price === undefined ? null : price * missing.length
  const send = args.values['yes'] === true
  const plan = { images: images.length, done: done.length, missing: missing.length, cost }
  if (!json) {
    const pays = cost === null ? 'unknown cost; --price tells it' : `about ${cost.toFixed(2)}`
    stdout(
      `${missing.length} images to make (${done.length} of ${images.length} are there), ${pays}\nserver: ${api.url.origin}${api.url.pathname}\n`,
    )
    if (!send) stdout('Nothing was sent. Add --yes to send the prompts.\n')
  } else if (!send) stdout(`${JSON.stringify({ plan, sent: false }, null, 2)}\n`)
  return send ? generateImages(run, api, options, effects) : undefined
}

function parseSize(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{1,5})x(\d{1,5})$/.exec(text) ?? []
  if (width === undefined || height === undefined) {
    throw new ConfigError(`Cannot use --size "${text}": expected WIDTHxHEIGHT, such as 512x512`)
  }
  return { width: Number(width), height: Number(height) }
}
