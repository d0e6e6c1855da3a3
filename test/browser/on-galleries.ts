import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import type { Route } from 'playwright-core'
import { expect, test } from 'vitest'
import { folder, open, openAnother, server, text } from './served-run.ts'

test('arrow keys go through images, x selects, Esc clears, and the address keeps it all', async () => {
  const { page } = await open('#/images?f.correct=no')
  await page.locator('.tile-open').first().focus()
  // One key a frame, as from a key that is held: none may be lost on the way.
  await page.evaluate(`(async () => {
    for (const key of ['x', 'ArrowRight', 'ArrowRight', 'X']) {
      const init = { key, shiftKey: key === 'X', bubbles: true, cancelable: true }
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', init))
      await new Promise(requestAnimationFrame)
    }
  })()`)
  await expect.poll(() => text(page, '.selection-bar p')).toContain('3 images selected')
  const other = await openAnother(page.url().slice(server.url.length))
  await expect.poll(() => text(other.page, '.selection-bar p')).toContain('3 images selected')
  // The same address of another run: its row numbers are of other images, and none of those is shown as selected.
  await other.page.goto(page.url().replace(/of=[^&]+/, 'of=0-0'))
  await expect.poll(() => text(other.page, '[role=alert]')).toContain('a run with other images')
  expect(await text(other.page, '.selection-bar p')).toContain('nothing selected')
  await other.page.context().close()
  await page.keyboard.press('Enter')
  await expect.poll(() => text(page, '.lightbox header p')).toMatch(/^3 of /)
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => text(page, '.lightbox header p')).toMatch(/^4 of /)
  await expect.poll(() => page.locator('.neighbours button').count()).toBe(12)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.locator('.lightbox').count()).toBe(0)
  // The focus stands where the large view was left, and undo takes back one thing without opening it again.
  const focused = () => page.evaluate<string>(`document.activeElement.closest('li')?.dataset.place`)
  await expect.poll(focused).toBe('3')
  await page.keyboard.press('Enter')
  for (let step = 0; step < 57; step++) await page.keyboard.press('ArrowRight')
  await expect.poll(() => text(page, '.lightbox header p')).toMatch(/^61 of /)
  await page.keyboard.press('Escape')
  await expect.poll(focused).toBe('60')
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
})

test('a gallery is one layer of the compositor, not one for each of its images', async () => {
  const { page } = await open('#/images')
  await page.locator('.tile .badge.wrong').first().waitFor()
  const debug = await page.context().newCDPSession(page)
  await debug.send('DOM.enable')
  const layers = new Promise<number>((done) => {
    debug.on('LayerTree.layerTreeDidChange', ({ layers }) => layers && done(layers.length))
  })
  await debug.send('LayerTree.enable')
  await page.evaluate('window.scrollBy(0, 40)')
  expect(await layers).toBeLessThan(15)
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
  // The address holds the place on the map too: in another browser the names stand where they stand here.
  await page.getByRole('button', { name: 'Closer' }).click()
  await page.waitForURL(/at=/)
  const other = await openAnother(page.url().slice(server.url.length))
  await other.page.locator('.map-box canvas[data-drawn="900"]').waitFor()
  const named = (at: typeof page) => at.locator('.map-label').first().getAttribute('style')
  await expect.poll(async () => (await named(other.page)) === (await named(page))).toBe(true)
  expect(Number(/^(\d+) image/.exec(await text(other.page, '.selection-bar p'))?.[1])).toBe(half)
  await other.page.context().close()
  await page.getByRole('link', { name: 'Gallery', exact: true }).click()
  await page.waitForURL(/#\/images\?.*f\.correct=no/)
  expect(await selected()).toBe(half)
  await page.getByRole('link', { name: 'Overview', exact: true }).click()
  await page.getByRole('link', { name: 'Map', exact: true }).click()
  await page.waitForURL(/f\.correct=no/)
  await page.getByRole('button', { name: 'Take away: model is right: no' }).click()
  await expect.poll(() => text(page, '.filter-chips .shown')).toContain('showing 900')
  expect(errors).toEqual([])
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
  const other = await openAnother('#/labels')
  await other.page.getByText('1 of ').waitFor()
  // Undo takes back what was decided here, not the way here.
  await other.page.getByRole('button', { name: 'Drop' }).first().click()
  await other.page.keyboard.press('Control+z')
  await other.page.getByText('1 of ').waitFor()
  expect(other.page.url()).toContain('#/labels')
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
})

test('who pages on waits for nothing: what was asked about an image that is left is given up', async () => {
  const { page } = await openAnother('#/images')
  const asked: Route[] = []
  const givenUp: string[] = []
  page.on('requestfailed', (request) => givenUp.push(request.url()))
  await page.route('**/api/neighbours/*', (route) => void asked.push(route)) // none is answered yet
  await page.locator('.tile-open').first().click()
  await page.locator('.lightbox').waitFor()
  const last = () => asked.at(-1)?.request().url()
  for (const step of ['ArrowRight', 'ArrowRight', 'ArrowRight']) {
    const before = last()
    await page.keyboard.press(step)
    await expect.poll(last).not.toBe(before)
  }
  await expect.poll(() => givenUp.length).toBe(asked.length - 1)
  expect(givenUp).not.toContain(last())
  await asked.at(-1)?.continue()
  await expect.poll(() => page.locator('.neighbours button').count()).toBe(12)
  await page.context().close()
})
