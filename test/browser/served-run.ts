import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { serveRun } from '../../src/server/serve-run.ts'
import type { RunningServer } from '../../src/server/start-server.ts'
import { folderOf } from '../folder-of.ts'
import { makeRun } from '../make-run/make-run.ts'
import { openChromium, watchedPage } from './open-chromium.ts'

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

export const open = (hash: string, options = {}) =>
  watchedPage(browser, `${server.url}${hash}`, options)

/** What stands in the first place of a kind. */
export const text = async (page: Page, selector: string) =>
  (await page.locator(selector).first().textContent()) ?? ''
