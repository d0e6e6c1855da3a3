// Makes every figure of docs/study.md: does the commands of the page in a folder, and puts what they print under them.
//   npx tsc -b && node bench/study.js CIFAR10 [--out FOLDER]
// CIFAR10: the folder that examples/cifar10-study/prepare.py writes. Killed and called again with the same --out it goes on.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { out: { type: 'string' } },
})
const [data] = positionals
if (data === undefined) throw new Error('Cannot make the study: no folder of CIFAR-10')
const root = fileURLToPath(new URL('..', import.meta.url))
const out = resolve(values.out ?? mkdtempSync(join(tmpdir(), 'study-')))
mkdirSync(out, { recursive: true })
const links = { cifar10: resolve(data), examples: join(root, 'examples') }
for (const [name, target] of Object.entries(links)) {
  rmSync(join(out, name), { force: true })
  symlinkSync(target, join(out, name))
}
rmSync(join(out, 'faultline.json'), { force: true })

const env = {
  ...process.env,
  NODE: process.execPath,
  BIN: join(root, 'bin', 'faultline.js'),
  PYTHONPATH: join(root, 'python'),
}

function printed(line) {
  if (line.startsWith('faultline serve')) return ''
  console.error(line)
  const script = `faultline() { "$NODE" "$BIN" "$@"; }; ${line}`
  const options = { cwd: out, env, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' }
  const { status, stdout } = spawnSync('sh', ['-c', script], options)
  // A check that fails is a result too.
  if (status !== 0 && !(status === 1 && line.startsWith('faultline check')))
    throw new Error(`${line} ended with ${status}`)
  return stdout.replaceAll(`${out}/`, '')
}

const page = join(root, 'docs', 'study.md')
const blocks = /(?<=^```sh\n)([\s\S]*?)(^```\n)(\n```text\n[\s\S]*?^```\n)?/gm
const text = readFileSync(page, 'utf8').replaceAll(blocks, (_, commands, end, shown) => {
  const told = commands.trimEnd().split('\n').map(printed).filter(Boolean).join('\n')
  return `${commands}${end}${shown === undefined ? '' : `\n\`\`\`text\n${told.trimEnd()}\n\`\`\`\n`}`
})
writeFileSync(page, text)
