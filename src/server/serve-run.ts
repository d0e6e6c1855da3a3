import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { openRun } from '../pipeline/run-folder/open-run.ts'
import { openOriginals } from '../pipeline/run-folder/originals.ts'
import { factsOf } from '../pipeline/show/explorer-facts.ts'
import { RUN_FILES } from '../run/files.ts'
import { openAsking } from './ask.ts'
import { Refusal } from './refusal.ts'
import type { ServedRun } from './served-run.ts'
import { type RunningServer, type ServerOptions, startServer } from './start-server.ts'

/**
 * Opens a run folder and serves it to the explorer. A page that is loaded after the run was made anew shows the new one; one
 * that was loaded before gets no more data, which would be of other images than it shows.
 *
 * @throws RunError, DataError if it is no finished run; ConfigError if the port is taken.
 */
export async function serveRun(folder: string, options: ServerOptions): Promise<RunningServer> {
  const open = async () => ({ mark: await markOf(folder), served: await openServed(folder) })
  let now = await open()
  const current = async (isNewPage: boolean) => {
    if (now.mark === (await markOf(folder))) return now.served
    if (!isNewPage) throw new Refusal(409, 'The run was made anew: load this page again')
    now = await open()
    return now.served
  }
  return startServer(current, options)
}

/** Changes when a run is made anew; empty without a manifest, which opening the run says in its own words. */
const markOf = (folder: string): Promise<string> =>
  stat(join(folder, RUN_FILES.manifest)).then(
    ({ ino, mtimeMs, size }) => `${ino} ${mtimeMs} ${size}`,
    () => '',
  )

async function openServed(folder: string): Promise<ServedRun> {
  const run = await openRun(folder)
  const originals = await openOriginals(run)
  const asker = openAsking(run)
  const found = await factsOf(run)
  const facts = {
    ...found,
    thumbnails: originals ? ('all' as const) : found.thumbnails,
    originals: originals !== undefined,
    folder,
    ...(asker.kind === 'cannot' && { noAsk: asker.why }),
  }
  const ask = asker.kind === 'can' ? { ask: asker.ask, similarTo: asker.similarTo } : {}
  return { run, facts, ...ask, ...(originals && { originals }) }
}
