import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parquetReadObjects } from 'hyparquet'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { serveRun } from '../../src/server/serve-run.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { makeRun } from '../make-run/make-run.ts'
import { seriousFindings } from './axe.ts'
import { openChromium, watchedPage } from './open-chromium.ts'

const webFolder = fileURLToPath(new URL('../../dist/web', import.meta.url))

let folder: string
let browser: Browser
let server: RunningServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faultline-browser-'))
  await makeRun(join(folder, 'run'), { examples: 900, classes: 3 })
  server = await serveRun(join(folder, 'run'), { port: 0, webFolder })
  browser = await openChromium()
})

afterAll(async () => {
  await browser.close()
  await server.close()
  await rm(folder, { recursive: true })
})

const open = (hash: string, options = {}) => watchedPage(browser, `${server.url}${hash}`, options)
/** What stands in the first place of a kind. */
const text = async (page: Page, selector: string) =>
  (await page.locator(selector).first().textContent()) ?? ''

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
    await page.context().close()
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
  expect(await text(page, 'h1')).toMatch(
    /: right \d+\u00a0% of the time, other images of “amber harbour” /,
  )
  await page.context().close()
})

test('on a class page every number opens its images: of a set, a bar, a caption, a point', async () => {
  const { page, errors } = await open('#/class?name=amber+finch')
  const shown = async () => {
    await page.locator('.filter-chips .shown').waitFor()
    return Number(/showing ([\d,]+)/.exec(await text(page, '.filter-chips .shown'))?.[1])
  }
  const linked = [
    '.mode-numbers tbody tr:first-child td:nth-child(3) a', // wrong of the flagged
    '.threshold a',
    '.value-histogram a >> nth=3',
    '.captions tbody td a >> nth=0',
  ]
  for (const selector of linked) {
    const link = page.locator(selector)
    await link.waitFor()
    const words = (await link.getAttribute('aria-label')) ?? (await link.textContent()) ?? ''
    const number = Number(/\d+/.exec(words)?.[0])
    await link.click()
    await page.waitForURL(/#\/images/)
    await expect.poll(shown).toBe(number)
    await page.goBack()
  }
  // The same point twice in a row: a plot's pointer must not stick.
  const plot = page.locator('.plots .plot-box svg')
  await plot.waitFor()
  await page.waitForTimeout(500) // the browser scrolls to where the page was left
  await page.evaluate(`document.querySelector('.plots').scrollIntoView({ block: 'center' })`)
  const { x, y, width, height } = (await plot.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  for (const share of [0.7, 0.72]) {
    await page.mouse.move(x + share * width, y + 0.12 * height, { steps: 3 })
    await page.waitForTimeout(150) // the plot marks its nearest point with the next frame
    await page.mouse.down()
    await page.mouse.up()
    await page.locator('.lightbox').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('.lightbox').count()).toBe(0)
  }
  expect(errors).toEqual([])
  await page.context().close()
})

test('a failure becomes an issue in two clicks, a selection in one, and the threshold moves its numbers', async () => {
  const { page, errors } = await open('#/class?name=amber+finch')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy as issue' }).click()
  await page.getByText('ready to paste').waitFor()
  const issue = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(issue).toMatch(/^## .*right \d+\u00a0% of the time/)
  expect(issue).toMatch(/\| flagged \| \d+ \| \d+ \|/)
  expect(issue).toContain('<img src="data:image/')
  expect(issue).toContain('amber-finch/')
  await page.getByRole('button', { name: 'Guard this' }).click()
  expect(await text(page, '.commands code')).toMatch(
    /^faultline freeze \S+run -o failure-modes\.json/,
  )
  await page.getByRole('button', { name: 'Select flagged' }).click()
  await page.waitForURL(/sel=/)
  const before = await text(page, '.threshold p')
  await page.getByRole('slider').focus()
  for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowRight')
  expect(await text(page, '.threshold p')).not.toBe(before)
  // Arrow keys and x work here as in every gallery; closing the large view gives the focus back.
  await page.locator('.end-hard .tile-open').first().focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.locator('.lightbox').waitFor()
  await page.keyboard.press('Escape')
  await expect
    .poll(() => page.evaluate<string>(`document.activeElement.getAttribute('class')`))
    .toBe('tile-open')
  expect(errors).toEqual([])
  await page.context().close()
})

test('a class with two directions shows other images for the second', async () => {
  const { page } = await open('#/class?name=amber+finch')
  const before = await text(page, '.end-hard .tile-numbers')
  await page.getByRole('button', { name: /no\. 2/ }).click()
  await page.waitForURL(/direction=2/)
  expect(await text(page, '.mode-numbers .numbers dd')).toBe('0.64')
  expect(before).toMatch(/^−\d/)
  await page.context().close()
})

test('a class without a direction shows the held-out images that the model is least sure of', async () => {
  const healthy = join(folder, 'healthy')
  await makeRun(healthy, { examples: 200, classes: 2, healthy: true })
  const other = await serveRun(healthy, { port: 0, webFolder })
  const { page } = await watchedPage(browser, `${other.url}#/class?name=square`)
  await page.getByText('Least certain').waitFor()
  const values = await page.locator('.least-certain [title^=confidence]').allTextContents()
  expect(values).toHaveLength(24)
  expect(values).toEqual(values.toSorted((a, b) => Number(a) - Number(b)))
  await page.locator('.least-certain .tile-open').first().click()
  await expect.poll(() => text(page, '.lightbox header p')).toMatch(/^1 of /)
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'All images of this class' }).click()
  await page.waitForURL(/sort=least-confident/)
  await page.context().close()
  await other.close()
})

test('arrow keys go through images, x selects, Esc clears, and the address keeps it all', async () => {
  const { page } = await open('#/images?f.correct=no')
  await page.locator('.tile-open').first().focus()
  await page.keyboard.press('x')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Shift+X')
  await expect.poll(() => text(page, '.selection-bar p')).toContain('3 images selected')
  const other = await open(page.url().slice(server.url.length))
  await expect.poll(() => text(other.page, '.selection-bar p')).toContain('3 images selected')
  await other.page.context().close()
  await page.keyboard.press('Enter')
  await expect.poll(() => text(page, '.lightbox header p')).toMatch(/^3 of /)
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => text(page, '.lightbox header p')).toMatch(/^4 of /)
  await expect.poll(() => page.locator('.neighbours button').count()).toBe(12)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator('.lightbox').count()).toBe(0)
  // The focus stands where the large view was left, and undo takes back one thing without opening it again.
  await expect
    .poll(() => page.evaluate<string>(`document.activeElement.closest('li')?.dataset.place`))
    .toBe('3')
  await page.keyboard.press('Escape')
  await expect.poll(() => text(page, '.selection-bar p')).toContain('nothing selected')
  await page.keyboard.press('Control+z')
  await expect.poll(() => text(page, '.selection-bar p')).toContain('3 images selected')
  expect(await page.locator('.lightbox').count()).toBe(0)
  await page.getByRole('searchbox', { name: /Search ids/ }).fill('a')
  await page.getByRole('searchbox', { name: /Search ids/ }).fill('am')
  await page.getByRole('button', { name: /Undo/ }).click()
  await expect.poll(() => page.url()).not.toContain('q=')
  expect(page.url()).toContain('f.correct=no')
  await page.context().close()
})

test('a gallery that flies past draws no pictures, but does where it comes to rest; End takes the focus along', async () => {
  const { page, errors } = await open('#/images', { width: 400 })
  await page.locator('.tile img').first().waitFor()
  const undrawn = await page.evaluate<number>(`new Promise((done) => {
    let frames = 0
    let undrawn = 0
    const tick = () => {
      undrawn = Math.max(undrawn, document.querySelectorAll('.tile:empty').length)
      window.scrollBy(0, 400)
      if (++frames < 30) requestAnimationFrame(tick)
      else done(undrawn)
    }
    requestAnimationFrame(tick)
  })`)
  expect(undrawn).toBeGreaterThan(4)
  await expect.poll(() => page.locator('.tile:empty').count()).toBe(0)
  expect(await page.locator('.tile img').count()).toBeGreaterThan(4)
  await page.locator('.tile-open').first().focus()
  await page.keyboard.press('End')
  await expect
    .poll(() => page.evaluate<string>(`document.activeElement.closest('li')?.dataset.place`))
    .toBe('899')
  expect(errors).toEqual([])
  await page.context().close()
})

test('a selection is exported as CSV, JSON and Parquet with the same rows', async () => {
  const { page } = await open('#/images?sel=3-2.4')
  const files = new Map<string, Buffer>()
  for (const format of ['CSV', 'JSON', 'PARQUET']) {
    const waiting = page.waitForEvent('download')
    await page.getByRole('button', { name: format, exact: true }).click()
    files.set(format, await readFile(await (await waiting).path()))
  }
  const rows = JSON.parse(String(files.get('JSON')))
  expect(rows).toHaveLength(4)
  const bytes = new Uint8Array(files.get('PARQUET') ?? [])
  const read = await parquetReadObjects({ file: bytes.buffer })
  expect(read.map(({ id }) => id)).toEqual(rows.map(({ id }: { id: string }) => id))
  expect(String(files.get('CSV')).trim().split('\n')).toHaveLength(5)
  await page.context().close()
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

test('gallery and map share filters and selection: a lasso takes only what passes, Shift adds, undo takes it back', async () => {
  const { page, errors } = await open('#/both?mode=lasso&f.correct=no')
  await page.locator('.map-box canvas[data-drawn="900"]').waitFor()
  const wrong = Number(/showing (\d+)/.exec(await text(page, '.filter-chips .shown'))?.[1])
  expect(wrong).toBeGreaterThan(20)
  const lasso = async (left: number, right: number) => {
    const box = await page.locator('.map-box').boundingBox()
    const { x, y, width, height } = box ?? { x: 0, y: 0, width: 0, height: 0 }
    const corners = [
      [right, 0.02],
      [right, 0.98],
      [left, 0.98],
      [left, 0.02],
    ] as const
    for (const [i, [cx, cy]] of corners.entries()) {
      await page.mouse.move(x + cx * width, y + cy * height, { steps: 3 })
      if (i === 0) await page.mouse.down()
    }
    await page.mouse.up()
  }
  const selected = async () =>
    Number(/^(\d+) image/.exec(await text(page, '.selection-bar p'))?.[1] ?? 0)
  await lasso(0.02, 0.5)
  await expect.poll(selected).toBeGreaterThan(0)
  const half = await selected()
  expect(half).toBeLessThan(wrong)
  await page.keyboard.down('Shift')
  await lasso(0.02, 0.98)
  await page.keyboard.up('Shift')
  await expect.poll(selected).toBe(wrong)
  await page.getByRole('button', { name: /Undo/ }).click()
  await expect.poll(selected).toBe(half)
  await page.getByRole('link', { name: 'Gallery', exact: true }).click()
  await page.waitForURL(/#\/images\?.*f\.correct=no/)
  expect(await selected()).toBe(half)
  await page.getByRole('link', { name: 'Overview', exact: true }).click()
  await page.getByRole('link', { name: 'Map', exact: true }).click()
  await page.waitForURL(/f\.correct=no/)
  await page.getByRole('button', { name: 'Take away: model is right: no' }).click()
  await expect.poll(() => text(page, '.filter-chips .shown')).toContain('showing 900')
  expect(errors).toEqual([])
  await page.context().close()
})

test('what is said about images is kept with the run: slices, tags, decisions about labels', async () => {
  const { page, errors } = await open('#/images?sel=3-2')
  await page.getByRole('textbox', { name: 'Name of a slice' }).fill('odd ones')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.locator('.tile-open').first().click()
  await page.getByText('Review', { exact: true }).click()
  await page.getByRole('textbox', { name: /Tags/ }).fill('blurry, night')
  await page.getByRole('button', { name: 'Relabel' }).click()
  const file = join(folder, 'run', 'review.json')
  const kept = () => readFile(file, 'utf8').then(JSON.parse, () => undefined)
  await expect.poll(kept).toMatchObject({
    slices: [{ name: 'odd ones' }],
    images: [{ decision: 'relabel', tags: ['blurry', 'night'] }],
  })
  const other = await open('#/labels')
  await other.page.getByText('1 of ').waitFor()
  const waiting = other.page.waitForEvent('download')
  await other.page.getByRole('button', { name: /Export decisions/ }).click()
  const table = await readFile(await (await waiting).path(), 'utf8')
  expect(table.split('\n')[0]).toContain('decision,newLabel,tags,note')
  expect(table).toContain('relabel')
  await other.page.goto(`${server.url}#/images`)
  await other.page.getByRole('button', { name: 'odd ones', exact: true }).click()
  await expect.poll(() => text(other.page, '.filter-chips .shown')).toContain('showing 3 of')
  expect([errors, other.errors]).toEqual([[], []])
  await other.page.context().close()
  await page.context().close()
})

test('every view can be reached, and left, by keyboard; ? lists the keys', async () => {
  const { page } = await open('')
  await page.keyboard.press('3')
  await page.waitForURL(/#\/map/)
  await page.keyboard.press('2')
  await page.waitForURL(/#\/images/)
  await page.keyboard.press('?')
  expect(await page.locator('.keys').isVisible()).toBe(true)
  await page.getByRole('checkbox', { name: 'Single-letter keys' }).uncheck()
  await page.keyboard.press('Escape')
  await page.keyboard.press('3')
  await page.waitForTimeout(150)
  expect(page.url()).toContain('#/images')
  await page.context().close()
})

test('a word that may be unknown is explained on focus, and Esc hides the explanation', async () => {
  const { page } = await open('')
  await page.getByRole('button', { name: 'strength' }).focus()
  expect(await text(page, '[role=tooltip]')).toContain('0.5 is chance')
  await page.keyboard.press('Escape')
  expect(await page.getByRole('tooltip').count()).toBe(0)
  await page.context().close()
})

test('the theme follows the system until it is switched', async () => {
  const { page } = await open('', { dark: true })
  const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
  const dark = await ground()
  await page.keyboard.press('t')
  await expect.poll(ground).not.toBe(dark)
  await page.keyboard.press('t')
  await expect.poll(ground).toBe(dark)
  await page.context().close()
})

test('before and after stands in a sentence, with the images that flipped; two models with what broke', async () => {
  const { page, errors } = await open('#/interventions')
  await page.locator('.compare .plot svg').waitFor()
  const sentences = await page.locator('.fix-headline').allTextContents()
  expect(sentences[0]).toMatch(/^Something got worse\. /)
  expect(sentences[1]).toMatch(
    /^80 images chosen by direction lift accuracy on .* as many at random/,
  )
  expect(await page.locator('.compare .badge').allTextContents()).toEqual(
    expect.arrayContaining(['fixed or better', 'worse']),
  )
  await page.locator('.flipped .tile-open').first().click()
  await page.locator('.lightbox .large img').waitFor()
  await page.keyboard.press('Escape')
  await page.locator('.compare .end-hard .tile-open').first().click()
  expect(await text(page, '.lightbox .fact-line')).toContain('wrong')
  expect(errors).toEqual([])
  await page.context().close()
})

test('what had the focus and goes away hands it on: a filter, an undo, a threshold', async () => {
  const { page } = await open('#/images?f.correct=no&f.split=test&sel=3-2')
  const focused = () =>
    page.evaluate<string>(`document.activeElement.textContent || document.activeElement.tagName`)
  for (const name of ['Take away: model is right: no', 'Clear', 'Take away: split: test']) {
    await page.getByRole('button', { name }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('button', { name }).count()).toBe(0)
    await expect.poll(focused).not.toBe('BODY')
    expect(await page.evaluate<string>('document.activeElement.tagName')).not.toBe('BODY')
  }
  const undo = page.getByRole('button', { name: /Undo/ })
  await undo.focus()
  for (let i = 0; i < 4; i++) await page.keyboard.press('Enter')
  expect(await page.evaluate<string>(`document.activeElement.getAttribute('aria-label')`)).toMatch(
    /^Undo/,
  )
  await page.context().close()
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
