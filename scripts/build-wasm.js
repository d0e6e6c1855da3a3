// Compiles src/core/svm/kernels/assembly and writes the bytes as a TypeScript module, so that nothing is fetched
// at run time, in Node, workers and browsers alike.
//   node scripts/build-wasm.js
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

const source = new URL('../src/core/svm/kernels/assembly/', import.meta.url)
const target = new URL('../src/core/svm/kernels/wasm-bytes.generated.ts', import.meta.url)

async function generateModule() {
  const names = readdirSync(source).sort()
  const files = new Map(names.map((name) => [name, readFileSync(new URL(name, source), 'utf8')]))
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
      // The compiler adds an ending to imports that have theirs, as everywhere else here.
      readFile: (name) => files.get(name.replace('.ts.ts', '.ts')) ?? null,
      writeFile: (name, content) => {
        if (name === 'kernels.wasm') bytes = content
      },
      listFiles: () => [],
    },
  )
  if (error) throw new Error(`Cannot compile ${source.pathname}: ${stderr.toString()}`)
  return [
    '/** WASM of assembly/ in base64, written by scripts/build-wasm.js. */',
    `export const wasmBytes: string =\n  '${Buffer.from(bytes).toString('base64')}'`,
    '/** sha256 of that source, file after file: a test tells when it has changed since. */',
    `export const wasmSource: string =\n  '${createHash('sha256')
      .update([...files.values()].join(''))
      .digest('hex')}'`,
    '',
  ].join('\n')
}

writeFileSync(target, await generateModule())
