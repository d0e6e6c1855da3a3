import { createHash, createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'

/** What a store does wrong with one request. */
export type Fault =
  | 'cut'
  | 'busy'
  | 'silent'
  | 'short'
  | 'long'
  | 'other range'
  | 'whole'
  | 'damaged'
  | 'gzip'

export interface ObjectStore {
  endpoint: string
  /** Objects by bucket/key; may be changed at any time. */
  objects: Map<string, Uint8Array>
  /** Faults of the next requests, one after the other; undefined = none. */
  faults: (Fault | undefined)[]
  /** `GET /bucket/key bytes=0-0` of each request. */
  requests: string[]
}

export const KEYS = { id: 'AKIDEXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
const REGION = 'eu-test-1'
/** Names a page of a listing. */
const PAGE = 4

/**
 * A store that speaks S3, here, until the test is done; the environment leads to it. It checks every signature by the
 * specification, with code that has nothing to do with what signs.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export async function startObjectStore(): Promise<ObjectStore> {
  const store: ObjectStore = { endpoint: '', objects: new Map(), faults: [], requests: [] }
  const server = createServer((request, response) => answer(store, request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  store.endpoint = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const own = {
    AWS_ENDPOINT_URL: store.endpoint,
    AWS_ACCESS_KEY_ID: KEYS.id,
    AWS_SECRET_ACCESS_KEY: KEYS.secret,
    AWS_REGION: REGION,
  }
  const before = Object.keys(own).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, own)
  onTestFinished(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
    server.closeAllConnections()
    server.close()
  })
  return store
}

function answer(store: ObjectStore, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '', store.endpoint)
  const [name = '', range = ''] = [decodeURIComponent(url.pathname.slice(1)), request.headers.range]
  store.requests.push(`${request.method} ${name} ${range}`.trim())
  const fault = store.faults.shift()
  if (fault === 'busy')
    return void response.writeHead(503, { 'retry-after': '0' }).end('<Code>SlowDown</Code>')
  if (fault === 'silent') return
  if (!isSigned(request, url))
    return void response.writeHead(403).end('<Code>SignatureDoesNotMatch</Code>')
  if (url.searchParams.has('list-type')) return void response.end(listing(store, name, url))
  const whole = store.objects.get(name)
  if (whole === undefined) return void response.writeHead(404).end('<Code>NoSuchKey</Code>')
  const etag = `"${createHash('md5').update(whole).digest('hex')}"`
  response.setHeader('etag', etag)
  if (request.headers['if-match'] && request.headers['if-match'] !== etag)
    return void response.writeHead(412).end()
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range)?.map(Number) ?? []
  if (first !== undefined && first >= whole.length) {
    return void response.writeHead(416, { 'content-range': `bytes */${whole.length}` }).end()
  }
  const [start, end] =
    first === undefined || fault === 'whole'
      ? [0, whole.length]
      : [first, Math.min(whole.length, (last ?? 0) + 1)]
  const bytes = Uint8Array.from(whole.subarray(start, end))
  if (fault === 'damaged') bytes[0] = 255 - (bytes[0] ?? 0)
  if (first !== undefined && fault !== 'whole') {
    response.statusCode = 206
    const shown = fault === 'other range' ? [start + 1, end] : [start, end - 1]
    response.setHeader('content-range', `bytes ${shown.join('-')}/${whole.length}`)
  }
  if (fault === 'gzip') response.setHeader('content-encoding', 'zstd')
  if (fault === 'long' || fault === 'short') {
    // In chunks, so that no length is announced that would give it away.
    response.write(bytes.subarray(0, -1))
    return void response.end(fault === 'long' ? Uint8Array.of(bytes.at(-1) ?? 0, 0) : undefined)
  }
  response.setHeader('content-length', bytes.length)
  if (fault === 'cut') {
    response.write(bytes.subarray(0, -1), () => response.destroy())
    return
  }
  response.end(bytes)
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function listing({ objects }: ObjectStore, bucket: string, url: URL): string {
  const prefix = `${bucket}${bucket.endsWith('/') ? '' : '/'}${url.searchParams.get('prefix') ?? ''}`
  const names = [...objects.keys()].filter((name) => name.startsWith(prefix)).sort()
  const from = Number(url.searchParams.get('continuation-token') ?? 0)
  const more = from + PAGE < names.length
  const page = names.slice(from, from + PAGE).map((name) => name.slice(name.indexOf('/') + 1))
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>${more}</IsTruncated>
${page.map((key) => `<Contents><Key>${escaped(key)}</Key></Contents>`).join('')}
${more ? `<NextContinuationToken>${from + PAGE}</NextContinuationToken>` : ''}</ListBucketResult>`
}

/** Whether the Authorization header is what the secret makes of this request. */
function isSigned({ method, headers, url: target = '' }: IncomingMessage, url: URL): boolean {
  const [, id, scope = '', list = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? []
  const [date = ''] = scope.split('/')
  if (id !== KEYS.id || scope !== `${date}/${REGION}/s3/aws4_request`) return false
  const names = list.split(';')
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => names.includes(name)))
    return false
  const encode = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
    )
  const query = [...url.searchParams]
    .map(([key, value]) => `${encode(key)}=${encode(value)}`)
    .sort()
  const canonical = [
    method,
    target.split('?')[0],
    query.join('&'),
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    list,
    headers['x-amz-content-sha256'],
  ].join('\n')
  const hash = createHash('sha256').update(canonical).digest('hex')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash].join('\n')
  const key = [date, REGION, 's3', 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${KEYS.secret}`,
  )
  return createHmac('sha256', key).update(toSign).digest('hex') === signature
}
