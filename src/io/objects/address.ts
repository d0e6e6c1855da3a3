import { dirname, join, relative, resolve } from 'node:path'
import { ConfigError } from '../../run/errors.ts'

/** Whether an input lies in a store, s3://BUCKET/KEY or https://HOST/PATH, and not in a file of this machine. */
export const isObject = (path: string): boolean => /^(?:s3|https?):\/\//i.test(path)

/** Whether an input is a dataset of the Hugging Face Hub: see `hubFiles`. */
export const isHubDataset = (path: string): boolean => /^hf:\/\//i.test(path)

/** An input as a config or a command names it: relative to a folder, or an address. */
export const resolveInput = (base: string, path: string): string =>
  isObject(path) || isHubDataset(path)
    ? path
    : isObject(base)
      ? joinInput(base, path)
      : resolve(base, path)

/** A name below a folder or the address of one. What it holds is a name, never part of the address's syntax. */
export function joinInput(folder: string, name: string): string {
  if (!isObject(folder)) return join(folder, name)
  const below = folder.startsWith('s3:') ? name : name.split('/').map(encodeURIComponent).join('/')
  return `${folder.replace(/\/+$/, '')}/${below}`
}

/** The folder that a file or object lies in. */
export const folderOfInput = (path: string): string =>
  isObject(path) ? path.slice(0, path.lastIndexOf('/')) : dirname(path)

/** What a run calls an input: its path from the config's folder, with slashes, or its address. */
export const nameOfInput = (base: string, path: string): string =>
  isObject(path) || isHubDataset(path) ? path : relative(base, path).replaceAll('\\', '/')

/** Whether what lies in a folder can be told: web servers do not tell. */
export const canList = (folder: string): boolean => !/^https?:/i.test(folder)

/** Whether an address is one of many objects: it ends with a slash, or its last part has no extension. */
export const isObjectFolder = (address: string): boolean => !/\/[^/]*\.[^/.]+$/.test(address)

/** Bucket and key of an address, or its URL. */
export type ParsedAddress = { kind: 's3'; bucket: string; key: string } | { kind: 'web'; url: URL }

/**
 * @throws ConfigError if it is no address, if it may carry a secret, which would be kept in run folders, or if it is
 * http:// to another machine, where anyone between may change what is read.
 */
export function parseAddress(address: string): ParsedAddress {
  const fail = (found: string, hint?: string) =>
    new ConfigError(
      `Cannot read "${address.replace(/\/\/.*@/s, '//…@').replace(/[?#].*$/s, '…')}": ${found}`,
      { hint },
    )
  if (/^s3:/i.test(address)) {
    const [, bucket, key = ''] =
      /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(address) ?? []
    if (bucket === undefined) throw fail('no bucket, expected s3://BUCKET/KEY')
    // In a URL they would be steps, perhaps into another bucket.
    if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(key)) throw fail('a part of its key is . or ..')
    return { kind: 's3', bucket, key }
  }
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url === undefined) throw fail('no address, expected https://HOST/PATH')
  if (url.username || url.password || url.search || url.hash) {
    throw fail(
      'it has a name, password or query, expected a bare address: secrets in it would be kept in the run folder',
      'for signed access take s3:// and credentials from the environment',
    )
  }
  if (!isSafe(url)) throw fail('http to another machine, expected https')
  return { kind: 'web', url }
}

/** https, or this machine. */
export const isSafe = ({ protocol, hostname }: URL): boolean =>
  protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
