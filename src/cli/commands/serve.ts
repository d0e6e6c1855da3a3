import { spawn } from 'node:child_process'
import { serveRun } from '../../server/serve-run.ts'
import { type Command, valued } from '../arguments/command.ts'
import { numberFlag, stringFlag } from '../arguments/flag-values.ts'
import { onePath } from '../arguments/one-path.ts'
import { webFolder } from './web-folder.ts'

export const command: Command = {
  summary: 'Open a run in the explorer, on this machine only',
  usage: 'serve RUN [--port N] [--open] [--host ADDRESS]',
  flags: {
    port: valued('N', 'Default: a free one', { short: 'p' }),
    open: { type: 'boolean', help: 'Open it in the browser' },
    host: valued(
      'ADDRESS',
      'Address to listen on. Default: 127.0.0.1; any other lets other machines read the run',
    ),
  },
  run: async (args, context) => {
    const folder = onePath(args, context.cwd, 'serve')
    const host = stringFlag(args, 'host')
    const { signal } = context.effects
    const server = await serveRun(folder, {
      port: numberFlag(args, 'port', { least: 0, most: 65_535, whole: true }) ?? 0,
      webFolder: webFolder(),
      ...(host !== undefined && { host }),
      onFailure: (error, address) => {
        const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
        context.stderr(`The server failed on ${JSON.stringify(address)}: ${cause}\n`)
      },
    })
    context.stdout(context.json ? `${JSON.stringify({ url: server.url })}\n` : `${server.url}\n`)
    context.stderr('Ctrl-C stops the server\n')
    if (args.values['open']) openBrowser(server.url)
    await untilAborted(signal)
    await server.close()
    return 0
  },
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    signal.addEventListener('abort', () => done(), { once: true })
  })
}

/** With the program that each system has for it; where there is none, the printed address remains. */
function openBrowser(url: string): void {
  const [program, ...before] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open']
  const child = spawn(program as string, [...before, url], { stdio: 'ignore', detached: true })
  child.on('error', () => {}) // no such program
  child.unref()
}
