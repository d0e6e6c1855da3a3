import { AwsV4Signer } from 'aws4fetch'
import { parseAddress } from './address.ts'
import { hubEndpoint } from './hub-endpoint.ts'
import { s3Settings } from './s3-settings.ts'

/** A request as it goes over the wire. */
export interface WireRequest {
  url: URL
  headers: Headers
  /** A signed request is for its host alone. */
  redirect: 'follow' | 'manual'
}

/** What a request to list objects adds to the address of a bucket. */
export type ObjectQuery = Readonly<Record<string, string>>

/**
 * The request for an object, signed where there are credentials for it.
 *
 * @param query - Lists the bucket instead.
 * @throws ConfigError if the address is none.
 */
export async function signedRequest(
  address: string,
  headers: Record<string, string>,
  query?: ObjectQuery,
): Promise<WireRequest> {
  const parsed = parseAddress(address)
  if (parsed.kind === 'web') {
    const { url } = parsed
    return { url, headers: plain({ ...headers, ...hubToken(url) }), redirect: 'follow' }
  }
  const { endpoint, region, credentials } = await s3Settings()
  const url = bucketUrl(parsed.bucket, query ? '' : parsed.key, endpoint, region)
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value)
  // What is signed must stand in the address as it was signed: %20, not +.
  url.search = url.search.replaceAll('+', '%20')
  if (credentials === undefined) return { url, headers: plain(headers), redirect: 'manual' }
  const what = { url: url.href, headers, service: 's3', region }
  const signed = await new AwsV4Signer({ ...what, ...credentials }).sign()
  return { url: signed.url, headers: plain(signed.headers), redirect: 'manual' }
}

/** The user's token goes to the Hub alone: fetch leaves it out where the Hub sends elsewhere for the bytes. */
function hubToken(url: URL): Record<string, string> {
  const token = process.env['HF_TOKEN']
  return token && url.origin === new URL(hubEndpoint()).origin
    ? { authorization: `Bearer ${token}` }
    : {}
}

/** Nothing is to be compressed on the way. Not signed, since fetch says the same of a range, by itself and once more. */
function plain(headers: Headers | Record<string, string>): Headers {
  const all = new Headers(headers)
  if (!all.has('range')) all.set('accept-encoding', 'identity')
  return all
}

/** The bucket is part of the path for a store of one's own, and of the host for Amazon's, but for names with dots. */
function bucketUrl(bucket: string, key: string, endpoint: string | undefined, region: string): URL {
  const host = endpoint ?? `https://s3.${region}.amazonaws.com`
  const inHost = endpoint === undefined && !bucket.includes('.')
  const base = inHost
    ? `https://${bucket}.s3.${region}.amazonaws.com`
    : `${host.replace(/\/+$/, '')}/${bucket}`
  return new URL(`${base}/${key.split('/').map(encodePart).join('/')}`)
}

/** As RFC 3986 has it. */
const encodePart = (part: string) =>
  encodeURIComponent(part).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
