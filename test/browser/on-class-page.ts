import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serveRun } from '../../src/server/serve-run.ts'
import { makeRun } from '../make-run/make-run.ts'
import { watchedPage } from './open-chromium.ts'
import { browser, folder, open, text, webFolder } from './served-run.ts'

test('on a class page every number opens its images: of a set, a bar, a caption, a point', async () => {
  const { page, errors } = await open('#/class?name=amber+finch')
  const shown = async () => {
    await page.locator('.filter-chips .shown').waitFor()
    return Number(/showing ([\d,]+)/.exec(await text(page, '.filter-chips .shown'))?.[1])
  }
  const linked = [
    '.mode-numbers tbody tr:first-child td:nth-child(3) a', // wrong of the flagged
    '.threshold a >> nth=0',
    '.threshold a >> nth=1', // of all of the class
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
  // A percentage opens the images that it was counted over.
  const rowsOf = async (selector: string) =>
    /rows=([^&]+)/.exec((await page.locator(selector).first().getAttribute('href')) ?? '')?.[1]
  const flagged = await rowsOf('.mode-numbers tbody tr:first-child td:nth-child(2) a')
  expect(flagged).toBeDefined()
  for (const selector of ['h1 a', '.mode-numbers td:last-child a', '.threshold p a:has(strong)'])
    expect(await rowsOf(selector)).toBe(flagged)
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
  const moved = await text(page, '.threshold p')
  expect(moved).not.toBe(before)
  await page.waitForTimeout(400) // the address takes the slider over once it rests
  await page.waitForURL(/threshold=/)
  await page.reload()
  await expect.poll(() => text(page, '.threshold p')).toBe(moved)
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
})

test('a class with two directions shows other images for the second', async () => {
  const { page } = await open('#/class?name=amber+finch')
  const before = await text(page, '.end-hard .tile-numbers')
  await page.getByRole('button', { name: /no\. 2/ }).click()
  await page.waitForURL(/direction=2/)
  expect(await text(page, '.mode-numbers .numbers dd')).toBe('0.64')
  expect(before).toMatch(/^−\d/)
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
