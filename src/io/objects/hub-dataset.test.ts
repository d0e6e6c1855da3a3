import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fetchObject } from './fetch-object.ts'
import { hubFiles } from './hub-dataset.ts'

const SHA = 'a'.repeat(40)
const CONVERTED = 'b'.repeat(40)
/** Files of each dataset and revision, as the Hub lists them. */
const LISTS: Record<string, { sha: string; files: string[] }> = {
  'ann/pets main': {
    sha: SHA,
    files: ['README.md', 'data/test-00000-of-00001.parquet', 'data/train-00000-of-00001.parquet'],
  },
  'ann/csv main': { sha: SHA, files: ['train.csv'] },
  'ann/csv refs/convert/parquet': { sha: CONVERTED, files: ['default/train/0000.parquet'] },
  'ann/many main': {
    sha: SHA,
    files: ['en/train/0.parquet', 'fr/train/0.parquet', '../x.parquet'],
  },
}
const seen: { url: string; token: string | undefined }[] = []

/** Stands in for the Hub: its listing of a revision, and a file that lies on another host. */
const hub = createServer(({ url = '', headers }, response) => {
  seen.push({ url, token: headers.authorization })
  const [, id, revision] = /^\/api\/datasets\/([^/]+\/[^/]+)\/revision\/(.+)$/.exec(url) ?? []
  const list = LISTS[`${id} ${decodeURIComponent(revision ?? '')}`]
  if (url.includes('/resolve/')) response.writeHead(302, { location: elsewhereUrl }).end()
  else if (list === undefined) response.writeHead(404).end()
  else {
    const siblings = list.files.map((rfilename) => ({ rfilename }))
    response.end(JSON.stringify({ sha: list.sha, siblings }))
  }
})
const elsewhere = createServer(({ url = '', headers }, response) => {
  seen.push({ url, token: headers.authorization })
  response.end('bytes')
})
let elsewhereUrl: string
let endpoint: string

beforeAll(async () => {
  for (const server of [hub, elsewhere])
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const at = (server: typeof hub) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  endpoint = at(hub)
  elsewhereUrl = `${at(elsewhere)}/file`
  process.env['HF_ENDPOINT'] = `${endpoint}/`
  process.env['HF_TOKEN'] = 'hf_secret'
})
beforeEach(() => seen.splice(0))
afterAll(() => {
  delete process.env['HF_ENDPOINT']
  delete process.env['HF_TOKEN']
  hub.close()
  elsewhere.close()
})

test('a dataset of the Hub is its Parquet files at the commit that the revision is now', async () => {
  const of = (name: string) => `${endpoint}/datasets/ann/pets/resolve/${SHA}/data/${name}`
  const files = ['test-00000-of-00001.parquet', 'train-00000-of-00001.parquet'].map(of)
  expect(await hubFiles('hf://datasets/ann/pets')).toEqual(files)
  expect(await hubFiles('hf://datasets/ann/pets@main/data')).toEqual(files)
  expect(await hubFiles('hf://datasets/ann/csv')).toEqual([
    `${endpoint}/datasets/ann/csv/resolve/${CONVERTED}/default/train/0000.parquet`,
  ])
})

test('the token goes to the Hub, and not to where the Hub sends for the bytes', async () => {
  const [file = ''] = await hubFiles('hf://datasets/ann/pets')
  expect(Buffer.from((await fetchObject(file)).bytes).toString()).toBe('bytes')
  expect(file).not.toContain('hf_secret')
  expect(seen.map(({ token }) => token)).toEqual([
    'Bearer hf_secret',
    'Bearer hf_secret',
    undefined,
  ])
})

test.each([
  ['hf://models/ann/pets', 'expected hf://datasets/OWNER/NAME'],
  ['hf://datasets/ann/pets/other', 'no Parquet files in "other"'],
  ['hf://datasets/ann/many', 'which configuration of "hf://datasets/ann/many" is meant: en, fr'],
  ['hf://datasets/ann/none', 'there is no such object'],
])('%s is refused', async (address, message) => {
  await expect(hubFiles(address)).rejects.toThrow(message)
})
