import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { writeBytes } from './write-atomic.ts'

const refusals = vi.hoisted(() => ({ left: 0, code: '' }))

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof import('node:fs/promises')>()
  const rename: typeof actual.rename = async (from, to) => {
    if (refusals.left-- <= 0) return actual.rename(from, to)
    throw Object.assign(new Error(`${refusals.code}: rename`), { code: refusals.code, errno: -1 })
  }
  return { ...actual, rename }
})

const { platform } = process
const pretend = (value: string) => Object.defineProperty(process, 'platform', { value })
afterEach(() => pretend(platform))

test.each(['EPERM', 'EBUSY', 'EACCES'])(
  'on Windows, a file that is held open for a moment (%s) is replaced after it',
  async (code) => {
    pretend('win32')
    Object.assign(refusals, { left: 2, code })
    const folder = await folderOf({ 'a.txt': 'before' })
    await writeBytes(join(folder, 'a.txt'), 'after')
    expect(await readFile(join(folder, 'a.txt'), 'utf8')).toBe('after')
    expect(await readdir(folder)).toEqual(['a.txt'])
  },
)

test('elsewhere a refusal is one at once', async () => {
  pretend('linux')
  Object.assign(refusals, { left: 1, code: 'EPERM' })
  const folder = await folderOf({ 'a.txt': 'before' })
  await expect(writeBytes(join(folder, 'a.txt'), 'after')).rejects.toThrow('permission denied')
  expect(await readdir(folder)).toEqual(['a.txt'])
})
