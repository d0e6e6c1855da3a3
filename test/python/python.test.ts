import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../folder-of.ts'

const ROOT = join(import.meta.dirname, '..', '..')

/** The first Python that has what the tests of `python/` need. */
function findPython(): string | undefined {
  const named = process.env['FAULTLINE_PYTHON']
  const candidates = named ? [named] : ['/usr/bin/python3', 'python3', 'python']
  return candidates.find((python) => spawnSync(python, ['-c', 'import numpy, pytest']).status === 0)
}

test('the Python package gives the numbers of the command', {
  timeout: 120_000,
}, async (context) => {
  const python = findPython()
  if (python === undefined) {
    context.skip('no Python with NumPy and pytest here: the tests of python/ were not run')
    return
  }
  const temporary = await folderOf()
  const { status, stdout, stderr } = spawnSync(
    python,
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', `--basetemp=${temporary}`, 'python/tests'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: {
        ...process.env,
        PYTHONPATH: join(ROOT, 'python'),
        PYTHONDONTWRITEBYTECODE: '1',
        FAULTLINE_COMMAND: '',
      },
    },
  )
  expect(status, `${stdout}${stderr}`).toBe(0)
})
