import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError } from '../run/errors.ts'
import { handleRequest, type Site } from './handle-request.ts'
import { readWebFiles } from './web-files.ts'

export interface ServerOptions {
  /** @default 127.0.0.1, this machine only */
  host?: string
  /** 0: any free one. */
  port: number
  /** Folder of the built explorer. */
  webFolder: string
  /** Told of every request that failed by our own fault, with its address. */
  onFailure?: (error: unknown, address: string) => void
}

/** A running server. */
export interface RunningServer {
  /** Address to open, for example `http://127.0.0.1:4321/`. */
  url: string
  close(): Promise<void>
}

/**
 * Serves a run folder to the explorer. It only reads, only below the run folder, and answers only to its own name.
 *
 * @throws RunError if the explorer was not built.
 * @throws ConfigError if the port is taken or may not be used.
 */
export async function startServer(
  current: Site['current'],
  { host = '127.0.0.1', port, webFolder, onFailure }: ServerOptions,
): Promise<RunningServer> {
  const web = await readWebFiles(webFolder)
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 })
  server.on('request', (request, response) => {
    void handleRequest(
      { current, web, bound: host, ...(onFailure && { onFailure }) },
      request,
      response,
    )
  })
  const { port: found } = await listen(server, host, port)
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${found}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const found = cause.code === 'EADDRINUSE' ? 'it is in use' : cause.message
      reject(
        new ConfigError(`Cannot listen on ${host} port ${port}: ${found}`, {
          hint: 'choose another with --port, or leave it out for a free one',
          cause,
        }),
      )
    })
    server.listen({ host, port }, () => resolve(server.address() as AddressInfo))
  })
}
