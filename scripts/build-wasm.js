// Compiles src/core/svm/kernels/assembly/kernels.ts and writes the bytes as a TypeScript module, so that nothing is fetched
// at run time, in Node, workers and browsers alike.
//   node scripts/build-wasm.js
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

const source = new URL('../src/core/svm/kernels/assembly/kernels.ts', import.meta.url)
const target = new URL('../src/core/svm/kernels/wasm-bytes.generated.ts', import.meta.url)

async function generateModule() {
  const text = readFileSync(source, 'utf8')
  let bytes
  const { error, stderr } = await asc.main(
    [
      'kernels.ts',
      '--outFile=kernels.wasm',
      '--optimizeLevel=3',
      '--noAssert',
      '--enable=simd',
      '--runtime=stub',
      '--memoryBase=0',
    ],
    {
      readFile: (name) => (name === 'kernels.ts' ? text : null),
      writeFile: (name, content) => {
        if (name === 'kernels.wasm') bytes = content
      },
      listFiles: () => [],
    },
  )
  if (error) throw new Error(`Cannot compile ${source.pathname}: ${stderr.toString()}`)
  return [
    '/** WASM of assembly/kernels.ts in base64, written by scripts/build-wasm.js. */',
    `export const wasmBytes: string =\n  '${Buffer.from(bytes).toString('base64')}'`,
    '/** sha256 of that source: a test tells when it has changed since. */',
    `export const wasmSource: string =\n  '${createHash('sha256').update(text).digest('hex')}'`,
    '',
  ].join('\n')
}

writeFileSync(target, await generateModule())
