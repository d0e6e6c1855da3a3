import { resolve } from 'node:path'
import { serveStdio } from '@modelcontextprotocol/server/stdio'
import { toolVersion } from '../../../pipeline/run-folder/tool-version.ts'
import { ConfigError } from '../../../run/errors.ts'
import { mcpServer } from '../../../server/mcp/mcp-server.ts'
import { openRuns } from '../../../server/mcp/open-runs.ts'
import type { Command } from '../../arguments/command.ts'

export const command: Command = {
  summary: 'Let an agent look at runs: a Model Context Protocol server on stdin and stdout',
  usage: 'mcp RUN [RUN...]',
  flags: {},
  run: async (args, { cwd, effects }) => {
    if (args.positionals.length === 0) {
      throw new ConfigError('Cannot serve: no run folder, expected one or more', {
        hint: 'the folders named here are all that an agent gets to see',
      })
    }
    const runs = await openRuns(args.positionals.map((folder) => resolve(cwd, folder)))
    const { signal } = effects
    const closed = new Promise<void>((done) => {
      process.stdin.once('close', done)
      process.stdin.once('end', done)
      signal.addEventListener('abort', () => done(), { once: true })
    })
    const { close } = serveStdio(() => mcpServer(runs, toolVersion()))
    await closed
    await close()
    return 0
  },
}
