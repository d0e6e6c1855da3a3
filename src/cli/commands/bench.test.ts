import { expect, test } from 'vitest'
import { faultline } from '../../../test/pipeline/guarded-run.ts'

test.each([
  [['--draws', '9'], '--draws to run the benchmark: it is for --null'],
  [['--null', 'run', '--quick'], '--quick to measure false alarms: it is for the benchmark'],
])('the benchmark passes over no flag: %s', async (flags, refusal) => {
  const { code, err } = await faultline('.', ['bench', ...flags])
  expect(code).toBe(2)
  expect(err).toContain(`Cannot use ${refusal}`)
})
