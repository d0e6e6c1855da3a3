import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveRun } from '../../src/server/serve-run.ts'
import { makeRun } from '../make-run/make-run.ts'
import { seriousFindings } from './axe.ts'
import { watchedPage } from './open-chromium.ts'
import { browser, folder, open, openAnother, server, text, webFolder } from './served-run.ts'

const VIEWS = [
  ['#/overview', '.class-row'],
  ['#/class?name=amber+finch', '.plot svg'],
  ['#/images', '.tile img'],
  ['#/images?open=5', '.lightbox .large img'],
  ['#/map?layer=errors', '.map-box canvas[data-drawn]'],
  ['#/both', '.map-box canvas[data-drawn]'],
  ['#/confusion', '.matrix a'],
  ['#/labels', '.labels h1'],
  ['#/ask', '.boxed'],
  ['#/interventions', '.fix .plot svg'],
] as const

test.each([
  ['light, wide', {}],
  ['dark, 400 pixels wide', { dark: true, width: 400 }],
])(
  '%s: no view shows an error, asks anybody else, or has a serious finding of axe',
  async (_, options) => {
    const { page, errors, strays } = await open('', options)
    for (const [hash, ready] of VIEWS) {
      await page.goto(`${server.url}${hash}`) // another place of the same page: nothing is loaded again
      await page.locator(ready).first().waitFor()
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      expect({ hash, findings: await seriousFindings(page) }).toEqual({ hash, findings: [] })
      expect({ hash, errors, strays }).toEqual({ hash, errors: [], strays: [] })
      expect(overflow).toBeLessThanOrEqual(0)
    }
  },
  120_000,
)

test('the overview says what is wrong, searches, filters and leads to the class', async () => {
  const { page } = await open('')
  expect(await text(page, 'h1')).toContain('fails consistently')
  await page.getByRole('button', { name: /nothing beyond chance/ }).click()
  expect(await page.locator('.class-row').count()).toBe(1)
  await page.keyboard.press('Control+z')
  await expect.poll(() => page.locator('.class-row').count()).toBe(3)
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => page.locator('.class-row').count()).toBe(1)
  await page.goBack()
  await page.keyboard.press('/')
  await page.keyboard.type('harbour')
  await expect.poll(() => page.locator('.class-row').count()).toBe(1)
  await page.getByRole('link', { name: 'amber harbour' }).click()
  await expect.poll(() => page.title()).toMatch(/^amber harbour – /)
  await expect
    .poll(() => text(page, '.class-page h1'))
    .toMatch(/: right \d+\u00a0% of the time, other images of “amber harbour” /)
})

test('a run with no more than it must have is shown without an error', async () => {
  const bare = join(folder, 'bare')
  await makeRun(bare, { examples: 200, classes: 2, healthy: true })
  for (const file of [
    'captions.parquet',
    'captions.json',
    'groups.json',
    'slices.json',
    'fix.json',
    'comparison.json',
  ]) {
    await rm(join(bare, file))
  }
  await rm(join(bare, 'interventions'), { recursive: true })
  await rm(join(bare, 'thumbnails'), { recursive: true })
  const other = await serveRun(bare, { port: 0, webFolder })
  const { page, errors } = await watchedPage(browser, other.url)
  expect(await text(page, 'h1')).toBe('No consistent failure was found.')
  for (const hash of ['#/class?name=circle', '#/images?open=1', '#/interventions']) {
    await page.goto(other.url + hash)
    await page.locator('#main h1').first().waitFor({ state: 'attached' })
    await page.waitForTimeout(150)
  }
  expect(errors).toEqual([])
  await page.context().close()
  await other.close()
})

test('every view can be reached, and left, by keyboard; ? lists the keys', async () => {
  const { page } = await open('')
  await page.keyboard.press('3')
  await page.waitForURL(/#\/map/)
  await page.keyboard.press('2')
  await page.waitForURL(/#\/images/)
  await page.locator('.tile img').first().waitFor()
  await page.keyboard.press('Tab') // over the filters, which are many keys long
  await page.keyboard.press('Enter')
  expect(await page.evaluate(`document.activeElement.getAttribute('class')`)).toBe('tile-open')
  await page.keyboard.press('?')
  expect(await page.locator('.keys').isVisible()).toBe(true)
  await page.getByRole('checkbox', { name: 'Single-letter keys' }).uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('3')
  await page.waitForTimeout(150)
  expect(page.url()).toContain('#/images')
})

test('undo by keyboard takes back one thing at a time, across views, and keeps the focus', async () => {
  const { page } = await open('#/images')
  await page.locator('.tile-open').first().focus()
  await page.keyboard.press('x')
  await page.getByLabel('Sort').selectOption('easiest')
  await page.getByRole('link', { name: 'Confusion' }).click()
  await page.getByRole('link', { name: 'Ask' }).click()
  const undo = page.getByRole('button', { name: /Undo/ })
  await undo.focus()
  for (const left of [
    /#\/confusion\?.*sel=/,
    /#\/images\?.*sort=easiest/,
    /#\/images\?sel=[^&]+&of=[^&]+$/,
    /#\/images$/,
  ]) {
    await page.keyboard.press('Enter')
    await page.waitForURL(left)
    expect(await page.evaluate(`document.activeElement.ariaLabel`)).toMatch(/^Undo/)
  }
})

test('a word that may be unknown is explained on focus, and Esc hides the explanation', async () => {
  const { page } = await open('')
  await page.getByRole('button', { name: 'strength' }).focus()
  expect(await text(page, '[role=tooltip]')).toContain('0.5 is chance')
  await page.getByRole('button', { name: /^at most/ }).focus()
  expect(await text(page, '[role=tooltip]')).toContain('False-discovery rate')
  await page.keyboard.press('Escape')
  expect(await page.getByRole('tooltip').count()).toBe(0)
})

test('the theme follows the system until it is switched', async () => {
  const { page } = await open('', { dark: true })
  const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const dark = await ground()
  await page.keyboard.press('t')
  await expect.poll(ground).not.toBe(dark)
  await page.keyboard.press('t')
  await expect.poll(ground).toBe(dark)
})

test('before and after stands in a sentence, with the images that flipped; two models with what broke', async () => {
  const { page, errors } = await open('#/interventions')
  await page.locator('.compare .plot svg').waitFor()
  const sentences = await page.locator('.fix-headline').allTextContents()
  expect(sentences[0]).toMatch(
    /^“shapes” against “shapes-before”: 1 of \d+ failure modes got worse\./,
  )
  expect(sentences[1]).toMatch(
    /^80 images chosen by direction lift accuracy on .* as many at random/,
  )
  expect(await page.locator('.compare .badge').allTextContents()).toEqual(
    expect.arrayContaining(['fixed or better', 'worse']),
  )
  // One wording for what is sure, and what decided it: an interval without 0 is not enough.
  await page.getByLabel('Accuracy on').selectOption({ index: 1 })
  const random = page.locator('.fix tr', { hasText: '+2.0 to +16.0' })
  expect(await random.locator('td').last().textContent()).toBe('not sure q 0.30')
  await page.locator('.flipped .tile-open').first().click()
  await page.locator('.lightbox .large img').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.compare .end-hard .tile-open').first().click()
  expect(await text(page, '.lightbox .fact-line')).toContain('wrong')
  expect(errors).toEqual([])
})

test('the map is laid out in the run and read once, however often it is come back to', async () => {
  const { page } = await openAnother('#/map')
  await page.getByText('all laid out by UMAP').waitFor()
  const read: string[] = []
  page.on('request', (request) => read.push(request.url()))
  await page.goto(`${server.url}#/overview`)
  await page.locator('.class-row').first().waitFor()
  await page.goto(`${server.url}#/both`)
  await page.locator('.map-box canvas[data-drawn="900"]').waitFor()
  await page.getByText('all laid out by UMAP').waitFor()
  expect(read.filter((url) => /run\/map/.test(url))).toEqual([])
  await page.context().close()
})

test('what had the focus and goes away hands it on: a filter, a selection', async () => {
  const { page } = await open('#/images?f.correct=no&f.split=test&sel=3-2')
  const focused = () => page.evaluate<string>('document.activeElement.tagName')
  for (const name of ['Take away: model is right: no', 'Clear', 'Take away: split: test']) {
    await page.getByRole('button', { name, exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('button', { name, exact: true }).count()).toBe(0)
    await expect.poll(focused).not.toBe('BODY')
  }
})

test('a view that fails says so in its place, and the next one works', async () => {
  const { page } = await open('#/overview')
  await page.locator('.class-row').first().waitFor()
  // what a fault of ours looks like to React: something that only views call throws while they render
  await page.evaluate(`window.toFixed = Number.prototype.toFixed
    Number.prototype.toFixed = () => { throw new Error('planted') }`)
  await page.goto(`${server.url}#/interventions`)
  const alert = page.locator('[role=alert]')
  await alert.waitFor()
  expect(await alert.textContent()).toMatch(/This view cannot be shown.*planted/)
  expect(await text(page, '.brand')).toContain('Faultline')
  await page.evaluate('Number.prototype.toFixed = window.toFixed')
  await page.goto(`${server.url}#/overview`)
  await page.locator('.class-row').first().waitFor()
  expect(await alert.count()).toBe(0)
})
