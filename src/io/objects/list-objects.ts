import { DataError } from '../../run/errors.ts'
import { parseAddress } from './address.ts'
import { fetchObject } from './fetch-object.ts'

/** Pages of a listing, 1000 names each. */
const MOST_PAGES = 100_000

/**
 * Names of the objects below an address, relative to it, sorted by code unit; those that end with a slash stand for folders
 * and are left out.
 *
 * @throws DataError if the bucket cannot be listed. Web servers cannot.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export async function listObjects(address: string): Promise<string[]> {
  const parsed = parseAddress(address)
  if (parsed.kind === 'web') {
    throw new DataError(`Cannot list "${address}": a web server does not tell what it has`, {
      path: address,
      hint: 'name one file; for images, give a table that names them and this address as dataset.images',
    })
  }
  const { bucket, key } = parsed
  const prefix = key === '' || key.endsWith('/') ? key : `${key}/`
  const names: string[] = []
  let token: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const query = {
      'list-type': '2',
      prefix,
      ...(token !== undefined && { 'continuation-token': token }),
    }
    const { bytes } = await fetchObject(`s3://${bucket}/${prefix}`, { query })
    const listing = await parseListing(new TextDecoder().decode(bytes))
    names.push(...listing.keys.filter((name) => name.startsWith(prefix) && !name.endsWith('/')))
    token = listing.next
    if (token === undefined) return names.map((name) => name.slice(prefix.length)).sort()
  }
  throw new DataError(`Cannot list "${address}": more than ${MOST_PAGES} pages`, { path: address })
}

/** @returns Keys of a page, and the token of the next one. */
async function parseListing(xml: string): Promise<{ keys: string[]; next: string | undefined }> {
  // Loaded here: most commands list nothing.
  const { DOMParser } = await import('linkedom')
  const page = new DOMParser().parseFromString(xml, 'text/xml')
  const isTruncated = page.querySelector('IsTruncated')?.textContent === 'true'
  return {
    keys: [...page.querySelectorAll('Contents > Key')].map((key) => key.textContent ?? ''),
    next: (isTruncated && page.querySelector('NextContinuationToken')?.textContent) || undefined,
  }
}
