import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { writeTinyClip } from '../tiny-onnx/index.ts'
import { colourDataset } from './colour-dataset.ts'

const SCRIPT = join(import.meta.dirname, '../../bench/kills.js')
/** The short form; `KILLS=100 ONLY= npx vitest run test/pipeline/kills.test.ts` kills every command. */
const { KILLS = '2', ONLY = 'run, again;fix', SEED = '1' } = process.env

test('commands that are killed at random moments and done again leave the bytes of undisturbed ones, and nothing else', {
  timeout: 1_800_000,
}, async () => {
  const { root, config } = await colourDataset(12)
  await writeTinyClip(join(root, 'clip'))
  const whole = {
    ...config,
    encoder: { model: 'clip', batch: 16 },
    captions: { adjectives: ['red', 'bright'] },
    groups: ['light'],
    method: { minErrors: 2, folds: 2 },
    fix: { seeds: 2 },
  }
  await writeFile(join(root, 'faultline.json'), JSON.stringify(whole))
  const args = [SCRIPT, '--config', root, '--kills', KILLS, '--seed', SEED, '--only', ONLY]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args).catch(
    (error) => error,
  )
  // Without any count it is the error that ended the script that is shown.
  expect(stdout.trim() || stderr).toBe(`${KILLS} kills, 0 problems`)
})
