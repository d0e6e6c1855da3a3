import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { folderOf } from '../../test/folder-of.ts'
import { HOSTILE_FOLDERS } from '../../test/make-run/hostile-folders.ts'
import { makeRun } from '../../test/make-run/make-run.ts'
import { EXPLORER_FILES } from '../run/explorer.ts'
import { serveRun } from './serve-run.ts'

const SECRET = 'kept-from-everybody'
const ADDRESSES = [
  '',
  'api/facts',
  ...EXPLORER_FILES.map((name) => `run/${name}`),
  'run/interventions/weights/manifest.json',
  'run/interventions/secret.txt',
  'api/thumbnail/0',
  'api/image/0',
  'api/neighbours/0',
  'api/decision-values/0',
  'api/duplicates?class=square',
]

const folder = await folderOf()
beforeAll(async () => {
  await makeRun(join(folder, 'good'), { examples: 30, classes: 2 })
  await writeFile(join(folder, 'secret.txt'), SECRET)
  await mkdir(join(folder, 'web', 'assets'), { recursive: true })
  await writeFile(join(folder, 'web', 'index.html'), '<!doctype html>')
})

test.each(HOSTILE_FOLDERS)(
  'a run folder with %s is refused in one line, or served without harm',
  async (name, spoil) => {
    const run = join(folder, name.replaceAll(' ', '-'))
    await cp(join(folder, 'good'), run, { recursive: true })
    await spoil(run, join(folder, 'secret.txt'))
    const server = await serveRun(run, { port: 0, webFolder: join(folder, 'web') }).catch(
      (error: Error & { code?: string }) => {
        // One of ours says what was found; anything else is a trace on a user's screen.
        expect(['config', 'data', 'run', 'encoder']).toContain(error.code)
        expect(error.message).not.toContain('\n')
      },
    )
    if (!server) return
    try {
      const asked = ADDRESSES.map(async (address) => {
        const response = await fetch(server.url + address, { signal: AbortSignal.timeout(4000) })
        const text = await response.text()
        expect([address, text.includes(SECRET)]).toEqual([address, false])
        if (response.status >= 400) expect(JSON.parse(text)).toHaveProperty('error')
      })
      await Promise.all(asked)
      expect((await fetch(server.url)).status).toBe(200)
    } finally {
      await server.close()
    }
  },
)
