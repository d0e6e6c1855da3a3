import { once } from 'node:events'
import { readdir, readlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { openText } from './text-encoding.ts'

async function openFiles(): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd')
  return Promise.all(descriptors.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
}

test.skipIf(process.platform !== 'linux')(
  'a text that nobody has read from closes its file when its stream is destroyed',
  async () => {
    const path = join(await folderOf(), 'x.csv')
    await writeFile(path, 'a,b\n')
    const { stream } = await openText(path)
    expect(await openFiles()).toContain(path)
    stream.destroy()
    await once(stream, 'close')
    expect(await openFiles()).not.toContain(path)
  },
)
