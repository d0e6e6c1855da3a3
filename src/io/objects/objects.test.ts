import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { type Fault, KEYS, startObjectStore } from '../../../test/object-store/object-store.ts'
import { isObjectFolder, joinInput, parseAddress } from './address.ts'
import { fetchObject, type Patience } from './fetch-object.ts'
import { listObjects } from './list-objects.ts'
import { openObject } from './open-object.ts'
import { s3Settings } from './s3-settings.ts'

const QUICK: Patience = { attempts: 3, stall: 20_000, pause: 1 }
const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i)
/** More than opening brings. */
const LARGE = Uint8Array.from({ length: 100_000 }, (_, i) => i)

test('an object of any name is signed as the store checks it, and a wrong secret is told without it', async () => {
  const store = await startObjectStore()
  for (const key of ['plain.npy', "a b/ü+é (1)!'*&=?#%25.png", 'x=1/y~z.parquet']) {
    store.objects.set(`some-bucket/${key}`, BYTES)
    expect((await fetchObject(`s3://some-bucket/${key}`)).bytes, key).toEqual(BYTES)
  }
  process.env['AWS_SECRET_ACCESS_KEY'] = `${KEYS.secret}x`
  const refused = fetchObject('s3://some-bucket/plain.npy').catch((error) => error)
  expect(await refused).toMatchObject({
    message: 'Cannot read "s3://some-bucket/plain.npy": access is denied (status 403)',
    hint: expect.stringContaining('AWS_PROFILE'),
  })
  expect(JSON.stringify(await refused)).not.toContain(KEYS.secret)
})

/** Each with what is said of it when it does not pass. */
const FAULTS: [Fault, string][] = [
  ['cut', 'the connection broke'],
  ['busy', 'the store answers 503'],
  ['silent', 'nothing came for 0.3 s'],
  ['short', '99 bytes came, expected 100'],
  ['long', 'more than 100 bytes came'],
  ['other range', 'answers with bytes 101-200/1000, expected bytes 100-199'],
  ['whole', 'answers with the whole of it'],
  ['gzip', 'comes compressed (zstd)'],
]

test.each(FAULTS)(
  'a range that comes %s is asked for again, and refused when that does not help',
  async (fault, said) => {
    const store = await startObjectStore()
    store.objects.set('bucket/x', BYTES)
    const patience = fault === 'silent' ? { ...QUICK, stall: 300 } : QUICK
    const ask = () => fetchObject('s3://bucket/x', { range: [100, 100] }, patience)
    store.faults = [fault, fault]
    expect((await ask()).bytes).toEqual(BYTES.subarray(100, 200))
    store.faults = [fault, fault, fault]
    await expect(ask()).rejects.toThrow(said)
    expect(store.requests).toHaveLength(6)
  },
)

test('bytes that are not those of the ETag are asked for again, and refused when they stay so', async () => {
  const store = await startObjectStore()
  store.objects.set('bucket/x', BYTES)
  store.faults = ['damaged']
  expect((await fetchObject('s3://bucket/x', {}, QUICK)).bytes).toEqual(BYTES)
  store.faults = ['damaged', 'damaged', 'damaged']
  await expect(fetchObject('s3://bucket/x', {}, QUICK)).rejects.toThrow('its MD5 is not the one')
})

test('an object that is replaced while it is read is refused, whatever its length', async () => {
  const store = await startObjectStore()
  store.objects.set('bucket/x', LARGE)
  const { file } = await openObject('s3://bucket/x')
  const into = new Uint8Array(10)
  expect(await file.read(into, 0, 10, 99_995)).toEqual({ bytesRead: 5 })
  expect(into.subarray(0, 5)).toEqual(LARGE.subarray(99_995))
  store.objects.set('bucket/x', LARGE.toReversed())
  await expect(file.read(into, 0, 10, 70_000)).rejects.toThrow('changed while it was read')
})

test('what is not there is told at once, and an object without bytes is one', async () => {
  const store = await startObjectStore()
  await expect(fetchObject('s3://bucket/none')).rejects.toThrow('there is no such object')
  expect(store.requests).toHaveLength(1)
  store.objects.set('bucket/empty', new Uint8Array())
  expect((await openObject('s3://bucket/empty')).size).toBe(0)
})

test('a bucket is listed over several pages, below a folder and not beside it', async () => {
  const store = await startObjectStore()
  const names = Array.from({ length: 9 }, (_, i) => `a/${i} & <ü>.png`)
  for (const name of [...names, 'ab.png', 'b/x.png']) store.objects.set(`bucket/${name}`, BYTES)
  expect(await listObjects('s3://bucket/a')).toEqual(names.map((name) => name.slice(2)))
  await expect(listObjects('https://example.com/a/')).rejects.toThrow('does not tell what it has')
})

test('addresses that hide a secret, or come over http from elsewhere, are refused without repeating it', () => {
  for (const address of [
    'https://me:hush@example.com/x',
    'https://example.com/x?sig=hush',
    's3://b',
  ]) {
    expect(() => parseAddress(address), address).toThrow(/^(?!.*hush).*$/)
  }
  expect(() => parseAddress('http://example.com/x')).toThrow('http to another machine')
  expect(() => parseAddress('s3://bucket/a/../../other/x')).toThrow('is . or ..')
  expect(joinInput('https://example.com/a/', 'b c/ü?.png')).toBe(
    'https://example.com/a/b%20c/%C3%BC%3F.png',
  )
  expect(['s3://bucket', 's3://b/a.b/', 's3://b/parts'].every(isObjectFolder)).toBe(true)
  expect(isObjectFolder('s3://b/x.npy')).toBe(false)
})

test('credentials come from the environment, else from the profile that it names', async () => {
  const HOME = await folderOf({
    '.aws/credentials':
      '[default]\naws_access_key_id = A\naws_secret_access_key = B\n[work]\naws_access_key_id=C\naws_secret_access_key=D\naws_session_token=E\n',
    '.aws/config': '[profile work]\nregion = eu-central-1\nendpoint_url = https://store.example\n',
  })
  expect(await s3Settings({ HOME })).toMatchObject({
    credentials: { accessKeyId: 'A' },
    region: 'us-east-1',
  })
  expect(await s3Settings({ HOME, AWS_PROFILE: 'work' })).toEqual({
    endpoint: 'https://store.example',
    region: 'eu-central-1',
    credentials: { accessKeyId: 'C', secretAccessKey: 'D', sessionToken: 'E' },
  })
  const own = { HOME, AWS_ACCESS_KEY_ID: 'F', AWS_SECRET_ACCESS_KEY: 'G' }
  expect((await s3Settings(own)).credentials).toEqual({ accessKeyId: 'F', secretAccessKey: 'G' })
  expect((await s3Settings({ HOME: '/nowhere' })).credentials).toBeUndefined()
})
