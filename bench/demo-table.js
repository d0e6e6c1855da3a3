// Makes the README's table of what the demo planted and what it found: node bench/demo-table.js; after npm run build.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { main } from '../dist/cli/main.js'

const README = new URL('../README.md', import.meta.url)
const HEAD = '| planted | found |'

const folder = await mkdtemp(join(tmpdir(), 'demo-table-'))
try {
  let out = ''
  const code = await main(['demo', '--out', join(folder, 'run'), '--json'], {
    cwd: folder,
    env: process.env,
    stdout: { write: (text) => (out += text) },
    stderr: process.stderr,
    now: () => performance.now(),
    onInterrupt: () => () => undefined,
  })
  if (code !== 0) throw new Error(`faultline demo ended with code ${code}`)
  const { findings } = JSON.parse(out)
  const percent = (share) => `${Math.round(100 * share)} %`
  const rows = findings
    .filter(({ planted }) => planted)
    .map(({ class: label, planted, state, purity, confidencePurity, recall, name }) => {
      const attribute = planted.slice(planted.indexOf(': ') + 2)
      const cells = [`${label}, ${attribute}`, state === 'ok' ? 'yes' : 'no']
      return [...cells, percent(purity), percent(confidencePurity), percent(recall), name ?? 'none']
    })
  const quiet = findings.filter(({ planted, state }) => !planted && state !== 'ok')
  const text = await readFile(README, 'utf8')
  const start = text.indexOf(HEAD)
  const body = text.indexOf('\n', text.indexOf('\n', start) + 1) + 1
  const end = text.indexOf('\n\n', body)
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  await writeFile(README, text.slice(0, body) + table + text.slice(end))
  console.log(`${table}\nnot reported, rightly: ${quiet.map((found) => found.class).join(', ')}`)
} finally {
  await rm(folder, { recursive: true })
}
