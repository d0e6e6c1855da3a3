import type { AskAnswer, ExplorerFacts, NearPair, NearRow } from '../../run/explorer.ts'
import type { DataSource } from './data-source.ts'

/** Data from the server that served this page. */
export function serverSource(): DataSource {
  let version = ''
  let thumbnails = true
  let originals = false
  /** Of the review that this page has read: what it writes must build on that. */
  let reviewBase = ''
  return {
    kind: 'server',
    facts: async () => {
      const facts = await getJson<ExplorerFacts>('api/facts')
      version = encodeURIComponent(facts.version)
      thumbnails = facts.thumbnails !== 'none'
      originals = facts.originals
      reviewBase = facts.reviewBase
      return facts
    },
    file: (name) => getBytes(filePath(name)),
    image: (row, size) => {
      if (size === 'original' && originals) return `api/image/${row}?v=${version}`
      return thumbnails ? `api/thumbnail/${row}?v=${version}` : undefined
    },
    download: filePath,
    neighbours: (row, signal) => getJson<NearRow[]>(`api/neighbours/${row}`, signal),
    duplicates: (name) =>
      getJson<NearPair[]>(`api/duplicates?class=${encodeURIComponent(name)}`).catch(() => []),
    decisionValues: async (row) => {
      const bytes = await getBytes(`api/decision-values/${row}`)
      return bytes && new Float32Array(bytes)
    },
    ask: async (text) => checked<AskAnswer>(await post('api/ask', { text })),
    similarities: async (text, signal) => {
      const response = await post('api/similarities', { text }, signal)
      return response.ok ? new Float32Array(await response.arrayBuffer()) : checked(response)
    },
    saveReview: async (review) => {
      const answer = await checked<{ base: string }>(
        await post('api/review', { base: reviewBase, review }),
      )
      reviewBase = answer.base
    },
    reviewPlace: 'in the run folder, review.json',
  }
}

const filePath = (name: string) => `run/${name.split('/').map(encodeURIComponent).join('/')}`

function post(path: string, value: unknown, signal?: AbortSignal): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(path, {
    method: 'POST',
    body: JSON.stringify(value),
    headers,
    ...(signal && { signal }),
  })
}

async function getBytes(path: string): Promise<ArrayBuffer | undefined> {
  const response = await fetch(path)
  if (response.status === 204 || response.status === 404) return undefined
  return response.ok ? response.arrayBuffer() : checked(response)
}

async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return checked<T>(await fetch(path, signal && { signal }))
}

async function checked<T>(response: Response): Promise<T> {
  const body = (await response.json()) as T & { error?: string }
  if (!response.ok) throw new Error(body.error ?? `the server answered ${response.status}`)
  return body
}
