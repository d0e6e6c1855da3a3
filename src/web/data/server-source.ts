import type { AskAnswer, ExplorerFacts, NearPair, NearRow } from '../../run/explorer.ts'
import type { DataSource } from './data-source.ts'

/** Data from the server that served this page. */
export function serverSource(): DataSource {
  let version = ''
  let thumbnails = true
  let originals = false
  return {
    kind: 'server',
    facts: async () => {
      const facts = await getJson<ExplorerFacts>('api/facts')
      version = encodeURIComponent(facts.version)
      thumbnails = facts.thumbnails !== 'none'
      originals = facts.originals
      return facts
    },
    file: (name) => getBytes(filePath(name)),
    image: (row, size) => {
      if (size === 'original' && originals) return `api/image/${row}?v=${version}`
      return thumbnails ? `api/thumbnail/${row}?v=${version}` : undefined
    },
    download: filePath,
    neighbours: (row) => getJson<NearRow[]>(`api/neighbours/${row}`).catch(() => undefined),
    duplicates: (name) =>
      getJson<NearPair[]>(`api/duplicates?class=${encodeURIComponent(name)}`).catch(() => []),
    decisionValues: async (row) => {
      const bytes = await getBytes(`api/decision-values/${row}`)
      return bytes && new Float32Array(bytes)
    },
    map: async () => undefined,
    coordinates: async () => {
      const bytes = await getBytes('api/coordinates')
      if (!bytes) return undefined
      const [rows = 0, cols = 0] = new Uint32Array(bytes, 0, 2)
      return { data: new Float32Array(bytes, 8), rows, cols }
    },
    ask: async (text) => {
      const body = JSON.stringify({ text })
      const headers = { 'content-type': 'application/json' }
      return checked<AskAnswer>(await fetch('api/ask', { method: 'POST', body, headers }))
    },
  }
}

const filePath = (name: string) => `run/${name.split('/').map(encodeURIComponent).join('/')}`

async function getBytes(path: string): Promise<ArrayBuffer | undefined> {
  const response = await fetch(path)
  if (response.status === 204 || response.status === 404) return undefined
  if (!response.ok) throw new Error(`Cannot read ${path}: the server answered ${response.status}`)
  return response.arrayBuffer()
}

async function getJson<T>(path: string): Promise<T> {
  return checked<T>(await fetch(path))
}

async function checked<T>(response: Response): Promise<T> {
  const body = (await response.json()) as T & { error?: string }
  if (!response.ok) throw new Error(body.error ?? `the server answered ${response.status}`)
  return body
}
