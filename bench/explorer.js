// How soon the explorer is of use, how it scrolls and how large its report is: 1,000 classes, 100,000 images, and runs of
// your own, such as the demo's. Opens every view in Chromium, light and dark, wide and narrow, and can keep the pictures.
//   npm run demo && node bench/explorer.js --run runs/demo [--run FOLDER]... [--photos FOLDER]
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'
import { writeReport } from '../dist/index.js'
import { serveRun } from '../dist/server/serve-run.js'

const { values } = parseArgs({
  options: { photos: { type: 'string' }, run: { type: 'string', multiple: true, default: [] } },
})
const fromTest = async (path) =>
  (await runnerImport(fileURLToPath(new URL(`../test/${path}`, import.meta.url)))).module
const { makeRun } = await fromTest('make-run/make-run.ts')
const { openChromium, watchedPage } = await fromTest('browser/open-chromium.ts')
const { seriousFindings } = await fromTest('browser/axe.ts')
const webFolder = fileURLToPath(new URL('../dist/web', import.meta.url))

/** Each view but that of a class, with what stands there once it is of use. */
const VIEWS = {
  overview: ['#/overview', '.class-row'],
  images: ['#/images', '.tile img'],
  lightbox: ['#/images?open=5', '.lightbox .large img'],
  map: ['#/map', '.map-box canvas[data-drawn]'],
  ask: ['#/ask', '.ask'],
  interventions: ['#/interventions', '#main h1'],
}
const LOOKS = [
  { width: 1440, height: 900, dark: false },
  { width: 1440, height: 900, dark: true },
  { width: 400, height: 860, dark: false },
]

/** Milliseconds until the first class row of the overview shows its pictures. */
async function firstScreen(browser, url) {
  const started = performance.now()
  const { page } = await watchedPage(browser, url)
  await page.locator('.class-row .strip img').first().waitFor()
  await page.waitForFunction(
    `[...document.querySelectorAll('.strip img')].slice(0, 6).every((i) => i.complete && i.naturalWidth > 0)`,
  )
  const ms = performance.now() - started
  await page.context().close()
  return ms
}

/** Frames a second while the gallery scrolls by `step` pixels a frame, for 180 frames. */
async function framesPerSecond(browser, url, step) {
  const { page } = await watchedPage(browser, `${url}#/images`, { width: 1440, height: 900 })
  await page.locator('.tile img').first().waitFor()
  await page.waitForTimeout(1500)
  const fps = await page.evaluate(`new Promise((done) => {
    let frames = 0
    const started = performance.now()
    const tick = () => {
      window.scrollBy(0, ${step})
      frames += 1
      if (frames < 180) requestAnimationFrame(tick)
      else done((1000 * frames) / (performance.now() - started))
    }
    requestAnimationFrame(tick)
  })`)
  await page.context().close()
  return fps
}

/** Opens every view, and the class with the strongest failure, in every look; returns what the page, the network and axe complained of. */
async function complaints(browser, url, name) {
  const found = []
  for (const look of LOOKS) {
    const { page, errors, strays } = await watchedPage(browser, url, look)
    const worst = await page.locator('.class-row a').first().getAttribute('href')
    for (const [view, [hash, ready]] of Object.entries({ ...VIEWS, class: [worst, '.plot svg'] })) {
      await page.goto(url + hash)
      await page.locator(ready).first().waitFor({ timeout: 60_000 })
      await page.waitForTimeout(view === 'map' ? 4000 : 700)
      for (const finding of await seriousFindings(page)) found.push(`${view}: ${finding}`)
      if (values.photos) {
        const file = `${name}-${view}-${look.width}${look.dark ? '-dark' : ''}.png`
        await page.screenshot({ path: join(values.photos, file), timeout: 60_000 })
      }
    }
    found.push(...errors, ...strays.map((stray) => `asked for ${stray}`))
    await page.context().close()
  }
  return found
}

const megabytes = async (file) => `${((await stat(file)).size / 1e6).toFixed(1)} MB`
const folder = await mkdtemp(join(tmpdir(), 'explorer-'))
if (values.photos) await mkdir(values.photos, { recursive: true })
// Chromium without a graphics card: what is fast here is fast everywhere.
const plain = await openChromium()
const browser = await openChromium()
try {
  const runs = [...values.run]
  const sizes = [
    { examples: 10_000, classes: 10 },
    { examples: 20_000, classes: 1000 },
    { examples: 100_000, classes: 100 },
  ]
  for (const { examples, classes } of sizes) {
    runs.push(join(folder, `${examples}-images-${classes}-classes`))
    await makeRun(runs.at(-1), { examples, classes })
  }
  for (const run of runs) {
    const name = basename(run)
    const report = join(folder, 'report.html')
    await writeReport(run, report, { webFolder })
    const server = await serveRun(run, { port: 0, webFolder })
    const first = [await firstScreen(plain, server.url), await firstScreen(plain, server.url)]
    const slow = await framesPerSecond(plain, server.url, 40)
    const fast = await framesPerSecond(plain, server.url, 400)
    console.log(
      `${name}: first screen ${first.map((ms) => (ms / 1000).toFixed(1)).join(' and ')} s; scrolling ${slow.toFixed(0)} frames a second ` +
        `(40 pixels a frame), ${fast.toFixed(0)} (400); report ${await megabytes(report)}`,
    )
    const found = await complaints(browser, server.url, name)
    console.log(
      found.length
        ? found.map((line) => `  ${line}`).join('\n')
        : '  nothing to complain of in any view',
    )
    await server.close()
  }
} finally {
  await plain.close()
  await browser.close()
  await rm(folder, { recursive: true })
}
