import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, '../../bench/mutated-files.js')

test('whatever is done to a file of any format, it is read or refused: no error, no end, no hang', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, '96', '11'])
  const tally = JSON.parse(stdout.slice(stdout.indexOf('{')))
  expect(tally.read).toBeGreaterThan(0)
  expect(tally.refused).toBeGreaterThan(48)
  expect(tally).toMatchObject({ error: 0, ended: 0, late: 0, large: 0 })
})
