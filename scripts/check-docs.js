// Runs the @example of every exported function of `faultline` and `faultline/core`, as found in the emitted .d.ts files,
// and fails when one is missing or its value differs from the comment behind its last line.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', 'dist')
const library = {
  ...(await import(join(dist, 'core', 'index.js'))),
  ...(await import(join(dist, 'index.js'))),
}

/** Floats compared at six significant digits; typed arrays as plain ones. */
const plain = (value) => {
  if (typeof value === 'number')
    return Number.isFinite(value) ? Number(value.toPrecision(6)) : String(value)
  if (ArrayBuffer.isView(value)) return Array.from(value, plain)
  if (Array.isArray(value)) return value.map(plain)
  if (value && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  return value
}

const parseExpected = (text) => Function(`return (${text.replace(/^\w*Array \[/, '[')})`)()

/** `{ name: comment }` of every exported function of a declaration file. */
function* comments(text) {
  const pattern = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export declare (?:async )?function (\w+)/g
  for (const [, comment, name] of text.matchAll(pattern)) yield [name, comment]
}

const files = readdirSync(dist, { recursive: true }).filter(
  (file) => file.endsWith('.d.ts') && !file.startsWith('web'),
)
const documented = new Map()
for (const file of files) {
  for (const [name, comment] of comments(readFileSync(join(dist, file), 'utf8')))
    documented.set(name, comment)
}

const failures = []
let ran = 0
for (const [name, value] of Object.entries(library)) {
  if (typeof value !== 'function' || /^[A-Z]/.test(name)) continue
  const comment = documented.get(name)
  if (comment === undefined) {
    failures.push(`${name}: no doc comment`)
    continue
  }
  const example = comment
    .split('@example')[1]
    ?.replace(/^[ \t]*\* ?/gm, '')
    .trim()
  if (example === undefined) {
    failures.push(`${name}: no @example`)
    continue
  }
  const lines = example
    .split(/\n(?=@)/)[0]
    .trimEnd()
    .split('\n')
  const [code, expected] = (lines.pop() ?? '').split(/\/\/ => /)
  if (expected === undefined) continue // an example that needs files or a model shows the call only
  const scope = Object.keys(library)
  const body = `${lines.join('\n')}\nreturn (${code.trim()})`
  try {
    const AsyncFunction = (async () => {}).constructor
    const actual = await new AsyncFunction(...scope, body)(...scope.map((key) => library[key]))
    ran += 1
    if (!isDeepStrictEqual(plain(actual), plain(parseExpected(expected)))) {
      failures.push(`${name}: gives ${JSON.stringify(plain(actual))}, the comment says ${expected}`)
    }
  } catch (error) {
    failures.push(`${name}: ${error.message}`)
  }
}

for (const failure of failures) console.error(`Doc example of ${failure}`)
console.log(`${ran} doc examples ran, ${failures.length} wrong or missing`)
if (failures.length > 0) process.exit(1)
