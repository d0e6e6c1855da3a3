import { redactor } from '../run-folder/secrets.ts'
import { type JsonServer, serverAddress } from './ask-server.ts'

export type ApiKind = 'openai' | 'webui'

/** How images should be made. */
export interface ImageSettings {
  model: string | undefined
  /** Pixels. */
  width: number
  height: number
  /** Web UI only. */
  steps: number
  guidance: number
}

export interface ImageOrder {
  prompt: string
  negativePrompt: string
  seed: number
}

/** An image as the server hands it over. */
export type Delivery = { kind: 'bytes'; bytes: Uint8Array } | { kind: 'url'; url: URL }

/** A text-to-image server: how to ask it and how to read its answer. */
export interface ImageApi extends Pick<JsonServer, 'url' | 'headers' | 'redact'> {
  kind: ApiKind
  body: (order: ImageOrder, settings: ImageSettings) => unknown
  /** @returns undefined if the answer holds no image. */
  read: (answer: unknown) => Delivery | undefined
}

/**
 * The API behind a URL: the Stable Diffusion web UI where the path says `sdapi` or the port is its usual 7860, else an
 * OpenAI-compatible images endpoint.
 *
 * @param key - For OpenAI a bearer token, for the web UI `user:password`; from the environment, never from a flag.
 */
export function imageApi(
  url: string,
  kind: ApiKind | undefined,
  key: string | undefined,
): ImageApi {
  const base = serverAddress(url, 'Cannot use the image server: its URL', {
    url: 'FAULTLINE_IMAGES_URL',
    key: 'FAULTLINE_IMAGES_KEY',
    example: 'http://127.0.0.1:7860',
  })
  const isWebui = base.pathname.includes('/sdapi') || base.port === '7860'
  return (kind ?? (isWebui ? 'webui' : 'openai')) === 'webui' ? webui(base, key) : openai(base, key)
}

function openai(base: URL, key: string | undefined): ImageApi {
  const url = withPath(base, '/v1/images/generations')
  return {
    kind: 'openai',
    url,
    headers: key ? { authorization: `Bearer ${key}` } : {},
    redact: redactor({}, key ? [key] : []),
    body: ({ prompt }, { model, width, height }) => ({
      ...(model !== undefined && { model }),
      prompt,
      n: 1,
      size: `${width}x${height}`,
      // These models always answer in base64 and refuse the parameter.
      ...(!model?.startsWith('gpt-image') && { response_format: 'b64_json' }),
    }),
    read: (answer) => {
      const [first] = listAt(answer, 'data')
      const encoded = textAt(first, 'b64_json')
      if (encoded !== undefined) return fromBase64(encoded)
      const link = textAt(first, 'url')
      return link !== undefined && URL.canParse(link)
        ? { kind: 'url', url: new URL(link) }
        : undefined
    },
  }
}

function webui(base: URL, key: string | undefined): ImageApi {
  const url = withPath(base, '/sdapi/v1/txt2img')
  const basic = key && Buffer.from(key).toString('base64')
  return {
    kind: 'webui',
    url,
    headers: basic ? { authorization: `Basic ${basic}` } : {},
    redact: redactor({}, key ? [key, key.slice(key.indexOf(':') + 1)] : []),
    body: ({ prompt, negativePrompt, seed }, { model, width, height, steps, guidance }) => ({
      prompt,
      negative_prompt: negativePrompt,
      seed,
      steps,
      cfg_scale: guidance,
      width,
      height,
      batch_size: 1,
      n_iter: 1,
      ...(model !== undefined && { override_settings: { sd_model_checkpoint: model } }),
    }),
    read: (answer) => {
      const [first] = listAt(answer, 'images')
      return typeof first === 'string' ? fromBase64(first) : undefined
    },
  }
}

/** The base with as much of the path as it lacks. */
export function withPath(base: URL, path: string): URL {
  const given = base.pathname.replace(/\/+$/, '')
  const parts = path.split('/').slice(1)
  for (let shared = parts.length; shared > 0; shared -= 1) {
    const head = `/${parts.slice(0, shared).join('/')}`
    if (given.endsWith(head)) return new URL(given.slice(0, -head.length) + path, base)
  }
  return new URL(given + path, base)
}

function fromBase64(text: string): Delivery {
  return { kind: 'bytes', bytes: Buffer.from(text.replace(/^data:[^,]*,/, ''), 'base64') }
}

function listAt(value: unknown, key: string): unknown[] {
  const list = value && typeof value === 'object' ? (value as Record<string, unknown>)[key] : []
  return Array.isArray(list) ? list : []
}

function textAt(value: unknown, key: string): string | undefined {
  const text = value && typeof value === 'object' ? (value as Record<string, unknown>)[key] : null
  return typeof text === 'string' && text !== '' ? text : undefined
}
