import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openRun } from '../../src/pipeline/run-folder/open-run.ts'
import { folderOf } from '../folder-of.ts'
import { faultline } from '../pipeline/guarded-run.ts'

const GUIDES = join(import.meta.dirname, '..', '..', 'docs', 'guides')

const blocks = (guide: string, language: string) =>
  [
    ...readFileSync(join(GUIDES, guide), 'utf8').matchAll(
      new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'),
    ),
  ].map(([, code = '']) => code)

const pythonWith = (modules: string) =>
  ['/usr/bin/python3', 'python3', 'python'].find(
    (python) => spawnSync(python, ['-c', `import ${modules}`]).status === 0,
  )

test('the NumPy guide runs as it stands, and finds what it plants', {
  timeout: 60_000,
}, async (context) => {
  const python = pythonWith('numpy')
  if (python === undefined) return context.skip('no Python with NumPy here: the guide was not run')
  const folder = await folderOf()
  const [script = ''] = blocks('numpy.md', 'python')
  const { status, stderr } = spawnSync(python, ['-c', script], { cwd: folder, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
  const [commands = ''] = blocks('numpy.md', 'sh')
  for (const line of commands.trim().split('\n')) {
    const [, ...words] = line.split(' ')
    const { code, err } = await faultline(folder, words)
    expect(code, err).toBe(0)
  }
  const runs = join(folder, 'runs')
  const { directions } = await openRun(join(runs, readdirSync(runs)[0] ?? ''))
  expect(directions.classes.map(({ class: name, state }) => [name, state])).toEqual([
    ['cat', 'ok'],
    ['dog', 'ok'],
  ])
})

test('the scripts of the other guides and of the study are Python, whether their frameworks are here or not', (context) => {
  const python = pythonWith('ast')
  if (python === undefined) return context.skip('no Python here: the scripts were not parsed')
  const study = join(GUIDES, '../../examples/cifar10-study')
  const scripts = [
    ...[...readdirSync(GUIDES), '../../python/README.md'].flatMap((page) => blocks(page, 'python')),
    ...['prepare.py', 'retrain.py'].map((name) => readFileSync(join(study, name), 'utf8')),
  ]
  const parse = 'import ast, json, sys; [ast.parse(code) for code in json.load(sys.stdin)]'
  const input = JSON.stringify(scripts)
  const { status, stderr } = spawnSync(python, ['-c', parse], { input, encoding: 'utf8' })
  expect(status, stderr).toBe(0)
})
