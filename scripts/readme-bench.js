// Puts the table of `faultline bench --quick` into the README, between its two marks.
//   node scripts/readme-bench.js          runs the benchmark (two minutes) and writes the README
//   node scripts/readme-bench.js --check  only sees that every method of the benchmark stands in the README's table, in order
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = join(root, 'README.md')
const [open, close] = ['<!-- made by scripts/readme-bench.js -->\n', '<!-- end -->']
const text = readFileSync(readme, 'utf8')
const [start, end] = [text.indexOf(open), text.indexOf(close)]
if (start < 0 || end < start) throw new Error(`README.md lacks ${open.trim()} or ${close}`)

if (process.argv.includes('--check')) {
  const { METHODS } = await import('../dist/pipeline/bench/methods.js')
  const told = [...text.slice(start, end).matchAll(/^\| ([^|]+) \| \d/gm)].map(([, name]) => name)
  const names = METHODS.map(({ name }) => name)
  if (JSON.stringify(told.slice(0, names.length)) !== JSON.stringify(names)) {
    console.error(`README.md has a table of ${told.join('; ')}: run node scripts/readme-bench.js`)
    process.exitCode = 1
  }
} else {
  const out = mkdtempSync(join(tmpdir(), 'readme-bench-'))
  const bench = [join(root, 'bin/faultline.js'), 'bench', '--quick', '--out', out]
  execFileSync(process.execPath, bench, { stdio: ['ignore', 'ignore', 'inherit'] })
  const table = readFileSync(join(out, 'bench.md'), 'utf8')
  rmSync(out, { recursive: true })
  writeFileSync(readme, `${text.slice(0, start)}${open}\n${table}\n${text.slice(end)}`)
}
