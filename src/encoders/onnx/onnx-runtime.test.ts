import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../../../test/folder-of.ts'
import { writeTinyEncoder } from '../../../test/tiny-onnx/index.ts'
import { executionProviders } from './device.ts'
import { openOnnxHere } from './onnx-here.ts'
import { loadOnnxRuntime } from './onnx-runtime.ts'

const missing = () => Promise.reject(new Error("Cannot find package 'onnxruntime-node'"))

const image = () => ({
  input: {
    type: 'float32' as const,
    data: Float32Array.from({ length: 192 }, (_, i) => Math.sin(i)),
    dims: [1, 3, 8, 8],
  },
})

test.each([
  ['inside', {}],
  ['in a file beside it', { external: 'w.bin' }],
])(
  'without the native library a model with its weights %s gives the same numbers on WebAssembly',
  async (_, options) => {
    const file = join(await folderOf(), 'tiny.onnx')
    await writeTinyEncoder(file, options)
    const native = await openOnnxHere(file, 'auto')
    const wasm = await openOnnxHere(file, 'auto', () => loadOnnxRuntime(missing))
    expect([native.device, wasm.device]).toEqual(['cpu', 'wasm'])
    expect(wasm.inputs).toEqual(native.inputs)
    const expected = await native.run(image(), 'embedding')
    const actual = await wasm.run(image(), 'embedding')
    expect(actual.dims).toEqual(expected.dims)
    for (const [i, value] of expected.data.entries()) expect(actual.data[i]).toBeCloseTo(value, 5)
    await native.close()
    await wasm.close()
  },
)

test('a device that only the native library knows is refused with what brings it', async () => {
  const runtime = await loadOnnxRuntime(missing)
  expect(() => executionProviders('cuda', runtime)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining("Cannot find package 'onnxruntime-node'"),
      hint: expect.stringContaining('npm install --ignore-scripts onnxruntime-node@1.30.0'),
    }),
  )
})
