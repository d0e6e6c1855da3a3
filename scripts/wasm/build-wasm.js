// Compiles src/core/svm/kernels/assembly and writes its bytes and types as a TypeScript module, so that nothing is fetched
// at run time, in Node, workers and browsers alike.
//   npm run wasm
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import asc from 'assemblyscript/asc'

const source = new URL('../../src/core/svm/kernels/assembly/', import.meta.url)
const target = new URL('../../src/core/svm/kernels/wasm-bytes.generated.ts', import.meta.url)

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
  const kept = files
    .get('kernels.ts')
    .match(/(?<=export \{)[^}]*/g)
    .join()
  const functions = [...files.values()]
    .flatMap((text) => [...text.matchAll(/^export function (\w+)\(([^)]*)\): (\w+)/gm)])
    .filter(([, name]) => new RegExp(`\\b${name}\\b`).test(kept))
    .map(([, name, given, result]) => {
      const parameters = [...given.matchAll(/(\w+): \w+/g)].map(([, of]) => `${of}: number`)
      return `  ${name}(${parameters.join(', ')}): ${result === 'void' ? 'void' : 'number'}`
    })
  return [
    '/** What the source in assembly/ exports: numbers, and addresses in bytes. */',
    `export interface WasmFunctions {\n${functions.join('\n')}\n}`,
    '/** WASM of assembly/ in base64, written by `npm run wasm`. */',
    `export const wasmBytes: string =\n  '${Buffer.from(bytes).toString('base64')}'`,
    '/** sha256 of that source, file after file: a test tells when it has changed since. */',
    `export const wasmSource: string =\n  '${createHash('sha256')
      .update([...files.values()].join(''))
      .digest('hex')}'`,
    '',
  ].join('\n')
}

writeFileSync(target, await generateModule())
