import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openOnnx as openHere } from '../../src/encoders/onnx/open-onnx.ts'
import { folderOf } from '../folder-of.ts'
import { writeTinyEncoder } from '../tiny-onnx/index.ts'

// Compiled code runs a model on a thread of its own; source code, under a test, on this one.
const compiled = new URL('../../dist/encoders/onnx/open-onnx.js', import.meta.url).href
const { openOnnx } = (await import(
  compiled
)) as typeof import('../../src/encoders/onnx/open-onnx.ts')

const folder = await folderOf()
let file: string
beforeAll(async () => {
  file = join(folder, 'tiny.onnx')
  await writeTinyEncoder(file)
})

const image = (seed: number) => ({
  input: {
    type: 'float32' as const,
    data: Float32Array.from({ length: 192 }, (_, i) => Math.sin(seed + i)),
    dims: [1, 3, 8, 8],
  },
})

test('a model on a thread of its own gives what it gives here, whatever was asked at once', async () => {
  const here = await openHere(file)
  const there = await openOnnx(file)
  expect(there.inputs).toEqual(here.inputs)
  expect(there.outputs).toEqual(here.outputs)
  const seeds = [1, 2, 3, 4, 5]
  const expected = await Promise.all(seeds.map((seed) => here.run(image(seed), 'embedding')))
  const actual = await Promise.all(seeds.map((seed) => there.run(image(seed), 'embedding')))
  expect(actual.map(({ data, dims }) => [[...data], [...dims]])).toEqual(
    expected.map(({ data, dims }) => [[...data], [...dims]]),
  )
  await here.close()
  await there.close()
})

test('inputs are handed over, so that a large batch is not copied', async () => {
  const session = await openOnnx(file)
  const inputs = image(1)
  await session.run(inputs, 'embedding')
  expect(inputs.input.data.length).toBe(0)
  await session.close()
})

test('an error keeps its class, model and hint on its way from the thread', async () => {
  const text = join(folder, 'text.onnx')
  await writeFile(text, 'these are not the weights')
  await expect(openOnnx(text)).rejects.toMatchObject({
    name: 'EncoderError',
    model: text,
    hint: expect.stringContaining('export it again'),
  })
  const session = await openOnnx(file)
  const wrong = {
    input: { type: 'float32' as const, data: new Float32Array(3), dims: [1, 3, 1, 1] },
  }
  await expect(session.run(wrong, 'embedding')).rejects.toMatchObject({
    name: 'EncoderError',
    message: expect.stringContaining(`Cannot run model "${file}"`),
  })
  expect((await session.run(image(1), 'embedding')).dims).toEqual([1, 6])
  await session.close()
})

test('a closed model can be closed again and answers no more', async () => {
  const session = await openOnnx(file)
  const running = session.run(image(1), 'embedding')
  await Promise.all([session.close(), session.close()])
  expect((await running).dims).toEqual([1, 6])
  await expect(session.run(image(1), 'embedding')).rejects.toThrow('its thread has ended')
})
