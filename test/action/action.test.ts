import { spawn } from 'node:child_process'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderOf } from '../folder-of.ts'

const ACTION = join(import.meta.dirname, '../../action')

function runStep(program: string, file: string, env: Record<string, string>, cwd: string) {
  return new Promise<{ code: number | null; out: string }>((resolve) => {
    const child = spawn(program, [join(ACTION, file)], {
      cwd,
      env: { PATH: process.env['PATH'] ?? '', ...env },
    })
    let out = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        out += data
      })
    }
    child.on('close', (code) => resolve({ code, out }))
  })
}

/** A stand-in for GitHub's comments: two pages of other people's, and what the action leaves. */
async function gitHub() {
  const comments = Array.from({ length: 130 }, (_, id) => ({ id, body: `comment ${id}` }))
  const calls: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (data) => {
      text += data
    })
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://here')
      calls.push(`${request.method} ${pathname}`)
      const body = text === '' ? undefined : JSON.parse(text).body
      if (request.method === 'POST') comments.push({ id: comments.length, body })
      if (request.method === 'PATCH') {
        const own = comments.find(({ id }) => pathname.endsWith(`/${id}`))
        if (own) own.body = body
      }
      const start = 100 * (Number(searchParams.get('page') ?? 1) - 1)
      response.end(JSON.stringify(comments.slice(start, start + 100)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { comments, calls, api: `http://127.0.0.1:${port}`, close: () => server.close() }
}

test('the action keeps one comment a pull request: made once, then updated, found behind a hundred others', async () => {
  const folder = await folderOf({ 'report.md': '### first\n' })
  const { comments, calls, api, close } = await gitHub()
  const env = {
    REPORT: 'report.md',
    MARKER: 'main model -->',
    GITHUB_TOKEN: 't',
    GITHUB_REPOSITORY: 'me/models',
    PULL_REQUEST: '7',
    GITHUB_API_URL: api,
  }
  const first = await runStep(process.execPath, 'comment.js', env, folder)
  expect(first).toMatchObject({ code: 0, out: 'Commented\n' })
  await writeFile(join(folder, 'report.md'), '### second\n')
  const second = await runStep(process.execPath, 'comment.js', env, folder)
  expect(second).toMatchObject({ code: 0, out: 'Updated the comment\n' })
  close()
  const own = comments.filter(({ body }) => body.includes('faultline-check'))
  expect(own).toEqual([{ id: 130, body: '<!-- faultline-check mainmodel -->\n### second\n' }])
  expect(calls.filter((call) => call.startsWith('POST'))).toEqual([
    'POST /repos/me/models/issues/7/comments',
  ])
  expect(calls.at(-1)).toBe('PATCH /repos/me/models/issues/comments/130')
})

test('a comment that cannot be written is a warning: the verdict stands', async () => {
  const folder = await folderOf({ 'report.md': 'x' })
  const env = {
    REPORT: 'report.md',
    GITHUB_REPOSITORY: 'me/models',
    PULL_REQUEST: '7',
    GITHUB_API_URL: 'http://127.0.0.1:9',
  }
  const { code, out } = await runStep(process.execPath, 'comment.js', env, folder)
  expect(code).toBe(0)
  expect(out).toMatch(/^::warning title=faultline::Cannot comment/)
})

test('the checking step hands inputs on as arguments, sets the outputs and ends with the code of the check', async () => {
  const folder = await folderOf()
  // In place of npx: writes down its arguments, leaves a report, ends as told.
  const npx = `#!${process.execPath}
const { writeFileSync } = require('node:fs')
writeFileSync('arguments.json', JSON.stringify(process.argv.slice(2)))
const to = process.argv.find((one) => one.startsWith("json="))
if (process.env.CODE !== '2') writeFileSync(to.slice(5), JSON.stringify({ verdict: 'fail' }))
process.exit(Number(process.env.CODE))\n`
  await writeFile(join(folder, 'npx'), npx)
  await chmod(join(folder, 'npx'), 0o755)
  const env = {
    PATH: `${folder}:${process.env['PATH']}`,
    BASELINE: 'modes.json',
    RUN: 'runs/a b; rm -rf $(x)',
    PREDICTIONS: '',
    MARGIN: '0.05',
    STRICT: 'true',
    PACKAGE: 'faultline',
    RUNNER_TEMP: folder,
    GITHUB_OUTPUT: join(folder, 'output'),
  }
  await writeFile(join(folder, 'output'), '')
  expect((await runStep('bash', 'check.sh', { ...env, CODE: '1' }, folder)).code).toBe(1)
  const given = JSON.parse(await readFile(join(folder, 'arguments.json'), 'utf8'))
  expect(given.slice(0, 9)).toEqual([
    '--yes',
    'faultline',
    'check',
    '--baseline',
    'modes.json',
    '--margin',
    '0.05',
    'runs/a b; rm -rf $(x)',
    '--strict',
  ])
  expect(await readFile(join(folder, 'output'), 'utf8')).toMatch(
    /^verdict=fail\nreport=.*report\.md\njunit=.*junit\.xml\n$/,
  )
  await writeFile(join(folder, 'output'), '')
  expect((await runStep('bash', 'check.sh', { ...env, CODE: '2' }, folder)).code).toBe(2)
  expect(await readFile(join(folder, 'output'), 'utf8')).toBe('')
})
