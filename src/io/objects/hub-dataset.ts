import * as z from 'zod'
import { ConfigError, DataError } from '../../run/errors.ts'
import { joinInput } from './address.ts'
import { fetchObject } from './fetch-object.ts'
import { hubEndpoint } from './hub-endpoint.ts'

const SPLITS = /^(?:train|training|val|valid|validation|dev|test|testing)$/i
const ADDRESS = /^hf:\/\/datasets\/([\w.-]+\/[\w.-]+)(?:@([\w.-]+|refs\/[\w./-]+))?(?:\/(.+))?$/i
/** Where the Hub keeps the Parquet files that it makes of datasets in other formats. */
const CONVERTED = 'refs/convert/parquet'

const revisionSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  siblings: z.array(z.object({ rfilename: z.string() })),
})

/**
 * The Parquet files of a dataset of the Hub, as web addresses that name its present commit: what they hold cannot change
 * while it is read, nor later. A dataset in another format is read as the Hub has converted it.
 *
 * @param address - `hf://datasets/OWNER/NAME`, with `@REVISION` and a folder or file if wanted.
 * @throws ConfigError if it is no such address, or has several configurations and names none.
 * @throws DataError if the Hub does not give it.
 * @see https://huggingface.co/docs/hub/api and https://huggingface.co/docs/dataset-viewer/parquet
 */
export async function hubFiles(address: string): Promise<string[]> {
  const [, id, revision, below] = ADDRESS.exec(address) ?? []
  if (id === undefined) {
    throw new ConfigError(
      `Cannot read "${address}": expected hf://datasets/OWNER/NAME, with @REVISION and /FOLDER if wanted`,
    )
  }
  for (const tried of revision === undefined ? ['main', CONVERTED] : [revision]) {
    const { sha, siblings } = await readRevision(address, id, tried)
    const files = siblings
      .map(({ rfilename }) => rfilename)
      .filter((name) => /^(?!.*(?:^|\/)\.\.?(?:\/|$)).*\.parquet$/s.test(name))
      .filter((name) => isBelow(name, below))
      .sort()
    if (files.length === 0) continue
    refuseSeveral(address, files)
    return files.map((name) => joinInput(`${hubEndpoint()}/datasets/${id}/resolve/${sha}`, name))
  }
  throw new DataError(
    `Cannot read "${address}": no Parquet files${below ? ` in "${below}"` : ''}`,
    {
      path: address,
      hint: `download it and read the files: hf download ${id} --repo-type dataset --local-dir data`,
    },
  )
}

async function readRevision(address: string, id: string, revision: string) {
  const url = `${hubEndpoint()}/api/datasets/${id}/revision/${encodeURIComponent(revision)}`
  const { bytes } = await fetchObject(url).catch((cause) => {
    if (revision === CONVERTED) return { bytes: undefined }
    throw cause
  })
  if (bytes === undefined) return { sha: '', siblings: [] }
  const parsed = revisionSchema.safeParse(jsonOf(bytes))
  if (parsed.success) return parsed.data
  throw new DataError(`Cannot read "${address}": "${url}" does not answer as the Hub does`, {
    path: address,
    hint: 'check HF_ENDPOINT',
  })
}

const isBelow = (name: string, below: string | undefined): boolean =>
  below === undefined || name === below || name.startsWith(`${below.replace(/\/+$/, '')}/`)

/** Folders of files are configurations, such as languages or sizes, but for those named after splits. */
function refuseSeveral(address: string, files: readonly string[]): void {
  const folders = new Set(
    files.map((name) => {
      const parts = name.split('/').slice(0, -1)
      if (SPLITS.test(parts.at(-1) ?? '')) parts.pop()
      return parts.join('/')
    }),
  )
  if (folders.size < 2) return
  const names = [...folders].filter((folder) => folder !== '').slice(0, 10)
  throw new ConfigError(
    `Cannot tell which configuration of "${address}" is meant: ${names.join(', ')}`,
    { hint: names.map((name) => `${address.replace(/\/+$/, '')}/${name}`).join('  or  ') },
  )
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined // a page of a proxy, perhaps
  }
}
