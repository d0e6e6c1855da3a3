import { createWriteStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { isFolder } from '../io/files/is-folder.ts'
import { writeAtomic, writeBytes } from '../io/files/write-atomic.ts'
import { hubEndpoint } from '../io/objects/hub-endpoint.ts'
import type { HubEncoderConfig } from '../run/config.ts'
import { EncoderError } from '../run/errors.ts'

/** Where models come from that are not in a local folder. */
export interface ModelStore {
  /** Downloaded models are kept here, `ORGANISATION/NAME/...`. */
  folder: string
  fetch: typeof fetch
}

/** Keeps models in `$XDG_CACHE_HOME/faultline/models` or `~/.cache/faultline/models`. */
export const defaultStore = (
  env: Readonly<Record<string, string | undefined>> = process.env,
): ModelStore => ({
  folder: join(env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'faultline', 'models'),
  fetch,
})

const MODEL_ID = /^[\w][\w.-]*\/[\w][\w.-]*$/

/** The files of one model in the Hub's layout. */
export interface ModelFolder {
  /** Absolute. */
  folder: string
  /** Absolute path of a file, undefined if the model has none. Downloads it first where that is needed. */
  find(file: string): Promise<string | undefined>
}

/** A model as a config names it. */
export type ModelName = Pick<HubEncoderConfig, 'model' | 'source'> & { revision?: string }

/** Whether a model is a local folder; one that the config calls local is never looked for on the Hub. */
export async function sourceOf(
  { model, source }: Pick<ModelName, 'model' | 'source'>,
  baseFolder: string,
): Promise<'local' | 'hub'> {
  if (source === 'hub') return 'hub'
  return (await isFolder(resolve(baseFolder, model))) ? 'local' : 'hub'
}

/**
 * A model's folder: a local one, which never touches the network, or a Hugging Face id, whose files are downloaded one by
 * one when they are first needed, all of the commit that the revision was when the first came.
 *
 * @param name - A path of a folder, or `organisation/name`. Where `source` does not say which, a folder of that name wins.
 * @param baseFolder - Folder that a path is relative to.
 * @throws EncoderError if it is neither.
 */
export async function openModelFolder(
  { model, source, revision = 'main' }: ModelName,
  baseFolder: string,
  store: ModelStore = defaultStore(),
): Promise<ModelFolder> {
  const local = resolve(baseFolder, model)
  if ((await sourceOf({ model, source }, baseFolder)) === 'local') {
    return {
      folder: local,
      find: async (file) => ((await isFile(join(local, file))) ? join(local, file) : undefined),
    }
  }
  if (source === 'local' || isAbsolute(model) || !MODEL_ID.test(model)) {
    throw new EncoderError(
      `Cannot find model "${model}": no folder "${local}", expected ${source === 'local' ? 'the local folder that the config says it is' : 'a folder or a Hugging Face id "organisation/name"'}`,
      { model, hint: 'correct encoder.model' },
    )
  }
  const folder = join(
    store.folder,
    revision === 'main' ? model : `${model}@${encodeURIComponent(revision)}`,
  )
  const get = (file: string) => download({ model, revision, folder }, file, store)
  return {
    folder,
    find: async (file) => {
      const path = join(folder, file)
      if (await isFile(path)) return path
      // Weights of a large model lie beside it. They come first: once the file is there, the model is whole.
      if (file.endsWith('.onnx')) await get(`${file}_data`)
      return (await get(file)) ? path : undefined
    },
  }
}

/** Holds the commit that a model's files are of. */
const COMMIT = '.commit'

/** @returns Whether the Hub has the file. */
async function download(
  { model, revision, folder }: { model: string; revision: string; folder: string },
  file: string,
  store: ModelStore,
): Promise<boolean> {
  const pinned = await readFile(join(folder, COMMIT), 'utf8').catch(() => undefined)
  const hub = hubEndpoint()
  const url = `${hub}/${model}/resolve/${encodeURIComponent(pinned ?? revision)}/${file}`
  let found: string
  let cause: unknown
  try {
    const response = await store.fetch(url)
    if (response.status === 404) return false
    const { body } = response
    if (response.ok && body) {
      const commit = response.headers.get('x-repo-commit')
      if (!pinned && commit) await writeBytes(join(folder, COMMIT), commit)
      await writeAtomic(join(folder, file), (temporary) =>
        pipeline(Readable.fromWeb(body), createWriteStream(temporary)),
      )
      return true
    }
    found = `answer ${response.status} ${response.statusText}`.trim()
  } catch (error) {
    cause = error
    found = reasonOf(error)
  }
  throw new EncoderError(`Cannot download "${file}" of model "${model}" from ${hub}: ${found}`, {
    model,
    cause,
    hint:
      `on a machine with network run  hf download ${model} --local-dir models/${model.split('/')[1]}` +
      '  and set encoder.model to that folder',
  })
}

/** A failed fetch says only "fetch failed"; its cause says why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const inner = error.cause
  return inner instanceof Error ? inner.message || inner.name : error.message
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false
