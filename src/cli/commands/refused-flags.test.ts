import { expect, test } from 'vitest'
import { faultline } from '../../../test/pipeline/guarded-run.ts'

test.each([
  ['bench --draws 9', '--draws to run the benchmark: it is for --null'],
  ['bench --null run --quick', '--quick to measure false alarms: it is for the benchmark'],
  ['caption run --text dark --set name=x', '--set to judge a sentence'],
  ['caption run --list --out other', '--out to list texts'],
  ['caption run --hypotheses --strict', '--strict to ask for hypotheses'],
  ['caption run --yes', '--yes to name directions: it is for --hypotheses'],
  ['plan c.json --out j --hardest 5', '--hardest to plan an embedding: it is for --score'],
  ['plan run --out j --score v.npy --set a=b', '--set to plan a scoring: it is for an embedding'],
  ['export run --onnx a.onnx --out b', '--out to export with --onnx'],
  ['export run --python a.py --table t', '--table to export with --python'],
])('a command passes over no flag: %s', async (line, refusal) => {
  const { code, err } = await faultline('.', line.split(' '))
  expect(code).toBe(2)
  expect(err).toContain(`Cannot use ${refusal}`)
})
