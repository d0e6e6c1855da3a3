import { createHash } from 'node:crypto'

/**
 * Name of a checksum of a whole object in S3 that is not the one its store tells; undefined if none is told, or it fits.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export function wrongChecksum(bytes: Uint8Array, headers: Headers): string | undefined {
  const sum = (algorithm: string) => createHash(algorithm).update(bytes)
  const sha256 = headers.get('x-amz-checksum-sha256')
  if (sha256 && !sha256.includes('-')) {
    return sum('sha256').digest('base64') === sha256 ? undefined : 'SHA-256'
  }
  const [, md5] = /^"([0-9a-f]{32})"$/.exec(headers.get('etag') ?? '') ?? []
  return md5 === undefined || !isMd5(headers) || sum('md5').digest('hex') === md5
    ? undefined
    : 'MD5'
}

/** The ETag of S3 is an MD5 unless the object came in parts or is encrypted with a key of its owner. */
const isMd5 = (headers: Headers): boolean =>
  (headers.get('x-amz-server-side-encryption') ?? 'AES256') === 'AES256' &&
  !headers.has('x-amz-server-side-encryption-customer-algorithm')
