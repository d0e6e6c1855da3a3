import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeReport } from '../../src/pipeline/show/report.ts'
import { serveRun } from '../../src/server/serve-run.ts'
import { folderOf } from '../folder-of.ts'
import { makeRun } from '../make-run/make-run.ts'
import { openChromium, watchedPage } from './open-chromium.ts'

const webFolder = fileURLToPath(new URL('../../dist/web', import.meta.url))

const folder = await folderOf()
let browser: Browser

beforeAll(async () => {
  await makeRun(join(folder, 'run'), { examples: 400, classes: 2 })
  await makeRun(join(folder, 'hostile'), { examples: 520, classes: 13, hostile: true })
  browser = await openChromium()
})

afterAll(async () => {
  await browser.close()
})

const report = (name: string, budget: number) =>
  writeReport(join(folder, name), join(folder, `${name}.html`), { webFolder, budget })

test('a report opens from the disk without network, every view of it', async () => {
  const written = await report('run', 14_000_000)
  expect(written).toMatchObject({ pictures: 400, examples: 400 })
  const address = pathToFileURL(written.file).href
  const views = {
    '#/overview': '.class-row .strip img',
    '#/class?name=circle': '.plot svg',
    '#/class?name=circle&direction=2': '.end-hard .tile img',
    '#/images?open=7': '.lightbox .large img',
    '#/map': '.map-box canvas[data-drawn="400"]',
    '#/confusion': '.matrix a',
    '#/labels': '.labels h1',
    '#/ask': '.boxed',
    '#/interventions': '.fix',
  }
  const { page, errors, strays } = await watchedPage(browser, address, { offline: true })
  for (const [hash, ready] of Object.entries(views)) {
    await page.goto(address + hash)
    await page.locator(ready).first().waitFor()
    expect([hash, errors, strays]).toEqual([hash, [], []])
  }
  await page.context().close()
})

test('a selection can be exported and undone in a report', async () => {
  const address = pathToFileURL(join(folder, 'run.html')).href
  const { page } = await watchedPage(browser, `${address}#/images`, { offline: true })
  await page.getByRole('button', { name: 'Select all shown' }).click()
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'JSON', exact: true }).click()
  const rows = JSON.parse(await readFile(await (await waiting).path(), 'utf8'))
  expect(rows).toHaveLength(400)
  await page.keyboard.press('Control+z')
  await expect
    .poll(() => page.locator('.selection-bar p').first().textContent())
    .toContain('nothing selected')
  await page.context().close()
})

test('a report that must be small leaves pictures out and says how many', async () => {
  const budget = (await report('run', 14_000_000)).size - 100_000
  const { size, pictures } = await report('run', budget)
  expect(size).toBeLessThan(budget)
  expect(pictures).toBeGreaterThan(36)
  expect(pictures).toBeLessThan(400)
  const address = pathToFileURL(join(folder, 'run.html')).href
  const { page } = await watchedPage(browser, `${address}#/images`, { offline: true })
  const note = await page.locator('.note.boxed').first().textContent()
  expect(note).toContain(`pictures of ${pictures} of 400 images`)
  await page.context().close()
})

test('names, captions, ids and metadata of a stranger run no script, served or reported', async () => {
  const server = await serveRun(join(folder, 'hostile'), { port: 0, webFolder })
  const { file } = await report('hostile', 14_000_000)
  for (const address of [server.url, pathToFileURL(file).href]) {
    const { page, errors, strays } = await watchedPage(browser, address)
    const classes = await page
      .locator('.class-row h3 a')

      .evaluateAll((links: { getAttribute(name: string): string | null }[]) =>
        links.map((link) => link.getAttribute('href') ?? ''),
      )
    const places = [
      '#/images?open=3',
      '#/map?colour=label',
      '#/interventions',
      ...classes.slice(0, 6),
    ]
    for (const hash of places) {
      await page.goto(address + hash)
      await page.locator('#main h1').first().waitFor({ state: 'attached' })
      await page.waitForTimeout(100)
      const pwned = await page.evaluate('window.pwned')
      expect([address, hash, pwned, errors, strays]).toEqual([address, hash, undefined, [], []])
    }
    expect(places).toHaveLength(9)
    await page.context().close()
  }
  await server.close()
})
