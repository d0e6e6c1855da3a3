// Type-checks every @example of `faultline` and `faultline/core`, every TypeScript block of the documents, and checks every config in
// them against the schema: those that need files or a model cannot be run (see check-docs.js), but they compile.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as library from '../dist/index.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const dist = join(root, 'dist')
const documents = [
  'README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
]
const linesBefore = (text, at) => text.slice(0, at).split('\n').length

/** `{ where, code }` of every @example in the declarations. */
function* docExamples() {
  const files = readdirSync(dist, { recursive: true }).filter(
    (file) => file.endsWith('.d.ts') && !file.startsWith('web'),
  )
  for (const file of files) {
    const text = readFileSync(join(dist, file), 'utf8')
    const comments = text.matchAll(
      /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*export declare (?:async )?function (\w+)/g,
    )
    for (const [, comment, name] of comments) {
      if (!(name in library)) continue
      for (const part of comment.split('@example').slice(1)) {
        const code = part.replace(/^[ \t]*\* ?/gm, '').split(/\n(?=@)/)[0]
        yield { where: `the example of ${name}`, code }
      }
    }
  }
}

/** Fenced blocks of a language in the documents. */
function* blocks(language) {
  for (const document of documents) {
    const text = readFileSync(join(root, document), 'utf8')
    for (const match of text.matchAll(
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'),
    )) {
      yield { where: `${document}, line ${linesBefore(text, match.index)}`, code: match[1] }
    }
  }
}

/** A module of an example: what it uses of the library and does not import itself, imported. */
function moduleOf(code) {
  const used = Object.keys(library).filter(
    (name) =>
      new RegExp(`\\b${name}\\b`).test(code) &&
      !new RegExp(`(?:const|let|function) ${name}\\b`).test(code),
  )
  const fromNode = ['readFile', 'writeFile'].filter((name) =>
    new RegExp(`\\b${name}\\(`).test(code),
  )
  const imports = [
    used.length > 0 && `import { ${used.join(', ')} } from 'faultline'`,
    fromNode.length > 0 && `import { ${fromNode.join(', ')} } from 'node:fs/promises'`,
  ]
  if (/^import /m.test(code)) return code
  // the last line is a value of its own, whatever stands before it
  const lines = code.trim().split('\n')
  const last = lines.pop()
  return [`${imports.filter(Boolean).join('; ')}; export {}`, ...lines, `;${last}`].join('\n')
}

const failures = []
const folder = join(dist, '.examples')
rmSync(folder, { recursive: true, force: true })
mkdirSync(folder)
const examples = [...docExamples(), ...blocks('ts')]
examples.forEach(({ code }, i) => {
  writeFileSync(join(folder, `example-${i}.ts`), moduleOf(code))
})
writeFileSync(
  join(folder, 'tsconfig.json'),
  JSON.stringify({
    compilerOptions: {
      strict: true,
      noImplicitAny: false, // an example that is run as it stands has no types in it
      noEmit: true,
      target: 'es2023',
      module: 'nodenext',
      types: ['node'],
      lib: ['es2023'],
      skipLibCheck: true,
    },
    include: ['*.ts'],
  }),
)
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
  encoding: 'utf8',
})
for (const line of status === 0 ? [] : stdout.trim().split('\n')) {
  const [, number] = line.match(/example-(\d+)\.ts/) ?? []
  failures.push(
    number ? `${examples[number].where}: ${line.split(': ').slice(1).join(': ')}` : line,
  )
}

const configs = [...blocks('json')].filter(({ code }) => /^\s*\{[\s\S]*"dataset"/.test(code))
for (const { where, code } of configs) {
  try {
    library.parseConfig(JSON.parse(code), where)
  } catch (error) {
    failures.push(error.message)
  }
}
rmSync(folder, { recursive: true })

for (const failure of failures) console.error(failure)
console.log(
  `${examples.length} examples compiled, ${configs.length} configs checked, ${failures.length} wrong`,
)
if (failures.length > 0) process.exit(1)
