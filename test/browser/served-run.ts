import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { serveRun } from '../../src/server/serve-run.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { folderOf } from '../folder-of.ts'
import { makeRun } from '../make-run/make-run.ts'
import { LOOK, openChromium, type PageOptions, type Watched, watchedPage } from './open-chromium.ts'

export const webFolder = fileURLToPath(new URL('../../dist/web', import.meta.url))

/** One browser and one served run for all tests of the explorer. */
export let folder: string
export let browser: Browser
export let server: RunningServer

beforeAll(async () => {
  folder = await folderOf()
  await makeRun(join(folder, 'run'), { examples: 900, classes: 3 })
  server = await serveRun(join(folder, 'run'), { port: 0, webFolder })
  browser = await openChromium()
})

afterAll(async () => {
  await browser.close()
  await server.close()
})

let shared: Watched | undefined

/**
 * A place of the explorer in a page that the tests share, which is less work than a page of its own. It is come to by
 * a link, as from anywhere in the explorer, and loaded anew only where a setting was kept or the link does not lead there.
 * Leaves the page to the next; two at once need `openAnother`.
 */
export async function open(hash: string, options: PageOptions = {}): Promise<Watched> {
  if (!shared || shared.page.isClosed()) {
    shared = await openAnother(hash, options)
    return shared
  }
  const { page, errors, strays } = shared
  const { width, height, dark } = { ...LOOK, ...options }
  await page.mouse.move(0, 0)
  await page.setViewportSize({ width, height })
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' })
  if (!(await page.evaluate<boolean>(following(hash || '#/overview')))) {
    await page.evaluate(
      `localStorage.clear(); scrollTo(0, 0); history.replaceState(null, '', '/${hash}')`,
    )
    await page.reload()
  }
  await page.locator('#main').waitFor()
  errors.length = 0
  strays.length = 0
  return shared
}

/** Script that follows a link and tells whether it led to where no setting is kept. */
const following = (hash: string) => `new Promise((done) => {
  if (localStorage.length > 0 || location.hash === '${hash}') return done(false)
  scrollTo(0, 0)
  location.hash = '${hash}'
  requestAnimationFrame(() => requestAnimationFrame(() => done(location.hash === '${hash}')))
})`

/** A place of the explorer in another browser. */
export const openAnother = (hash: string, options: PageOptions = {}): Promise<Watched> =>
  watchedPage(browser, `${server.url}${hash}`, options)

/** What stands in the first place of a kind. */
export const text = async (page: Page, selector: string) =>
  (await page.locator(selector).first().textContent()) ?? ''
