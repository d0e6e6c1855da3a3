import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import { Refusal } from './refusal.ts'

/** Addresses that take a body; all others are only read. */
const POSTED = new Set(['/api/ask', '/api/similarities', '/api/review'])
const LOCAL = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Refuses what no page of ours would send: another method, a Host that is not this server (a stranger's domain that
 * was pointed at 127.0.0.1), a request from another site.
 *
 * @param bound - Address that the server listens on. Only a server bound to a network address answers to other IP
 *   addresses; names other than localhost are never accepted but the bound one.
 */
export function guard(request: IncomingMessage, bound: string): void {
  const { method = '', headers } = request
  const allowed = POSTED.has(request.url ?? '') ? ['POST'] : ['GET', 'HEAD']
  if (!allowed.includes(method)) {
    const allow = allowed.join(', ')
    throw new Refusal(405, `Method ${method} is not allowed here`, { allow })
  }
  // Node takes the first of several; what stands between browser and server might take another.
  const hosts = request.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host')
  if (hosts.length > 1) throw new Refusal(400, 'More than one Host header')
  if (!isOurHost(headers.host, bound)) {
    throw new Refusal(421, 'Host header does not name this server')
  }
  const { origin } = headers
  if (origin !== undefined && origin !== `http://${headers.host}`) {
    throw new Refusal(403, 'Requests from other sites are refused')
  }
  const site = headers['sec-fetch-site']
  const isVisit = headers['sec-fetch-mode'] === 'navigate' && request.url === '/'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isVisit) {
    throw new Refusal(403, 'Requests from other sites are refused')
  }
}

function isOurHost(host: string | undefined, bound: string): boolean {
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase()
  if (LOCAL.has(name) || name === bound.toLowerCase()) return true
  const isLoopback = bound === '127.0.0.1' || bound === '::1' || bound === 'localhost'
  return !isLoopback && isIP(name.replace(/^\[|\]$/g, '')) !== 0
}
