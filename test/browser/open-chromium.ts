import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-3d-apis',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Chromium of this machine, without a graphics card, WebGL or its imitation: what draws here draws everywhere. */
export function openChromium(): Promise<Browser> {
  const found = [process.env['CHROMIUM_PATH'], ...PLACES].find((path) => path && existsSync(path))
  if (!found) {
    throw new Error(
      'The browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to one',
    )
  }
  return chromium.launch({ executablePath: found, args: FLAGS })
}

/** What a page complained of, and what it asked for outside of its own address. */
export interface Watched {
  page: Page
  errors: string[]
  strays: string[]
}

export interface PageOptions {
  width?: number
  height?: number
  dark?: boolean
  offline?: boolean
}

export const LOOK = { width: 1280, height: 860, dark: false }

/** A page that keeps its errors, and every request that does not go where it came from. */
export async function watchedPage(
  browser: Browser,
  address: string,
  options: PageOptions = {},
): Promise<Watched> {
  const { width, height, dark, offline } = { ...LOOK, offline: false, ...options }
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    offline,
    acceptDownloads: true,
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const errors: string[] = []
  const strays: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(String(error)))
  const own = address.startsWith('file:') ? address.split('#')[0] : new URL(address).origin
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(String(own)) && !/^(data|blob):/.test(url)) strays.push(url)
  })
  await page.goto(address)
  await page.locator('#main').waitFor()
  return { page, errors, strays }
}
