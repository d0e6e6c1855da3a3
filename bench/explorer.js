// How soon the explorer is of use, how it pages, searches, pans and scrolls, and how large its report is: on runs made here of
// up to a million images, and on runs of your own, such as the demo's. Chromium without a graphics card: what is fast here is
// fast everywhere. With --looks, opens every view, light and dark, wide and narrow, and says what axe and the page complain of.
//   npm run demo && node bench/explorer.js --run runs/demo [--run FOLDER]... [--made 20000x1000]... [--keep FOLDER]
//     [--looks] [--photos FOLDER]
import { access, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runnerImport } from 'vite'
import { writeReport } from '../dist/index.js'
import { serveRun } from '../dist/server/serve-run.js'

const { values } = parseArgs({
  options: {
    run: { type: 'string', multiple: true, default: [] },
    made: { type: 'string', multiple: true, default: [] },
    keep: { type: 'string' },
    looks: { type: 'boolean', default: false },
    photos: { type: 'string' },
  },
})
const fromTest = async (path) =>
  (await runnerImport(fileURLToPath(new URL(`../test/${path}`, import.meta.url)))).module
const { makeRun } = await fromTest('make-run/make-run.ts')
const { openChromium, watchedPage } = await fromTest('browser/open-chromium.ts')
const { seriousFindings } = await fromTest('browser/axe.ts')
const webFolder = fileURLToPath(new URL('../dist/web', import.meta.url))
const WIDE = { width: 1440, height: 900 }

/** Milliseconds from the opening of the address until the first class row of the overview shows its pictures. */
async function firstScreen(browser, url) {
  const { page } = await watchedPage(browser, url, WIDE)
  page.setDefaultTimeout(60_000)
  // Not waitForFunction, which makes code from text in the page: its policy forbids that.
  const found = await page.evaluate(`new Promise((done) => {
    const look = () => {
      const images = [...document.querySelectorAll('.class-row .strip img')].slice(0, 6)
      const isThere = images.length > 0 && images.every((i) => i.complete && i.naturalWidth > 0)
      if (isThere) done(performance.now())
      else requestAnimationFrame(look)
    }
    look()
  })`)
  await page.context().close()
  return found
}

async function opened(browser, address, ready, options = WIDE) {
  const { page } = await watchedPage(browser, address, options)
  page.setDefaultTimeout(60_000)
  await page.locator(ready).first().waitFor()
  await page.waitForTimeout(1500)
  return page
}

/**
 * Milliseconds from an act until the page says something else in a place, and has been painted, of several acts the longest.
 *
 * @param acts - Each a function, run in Node, that makes the change.
 */
async function answer(page, selector, acts) {
  const took = []
  for (const act of acts) {
    await page.evaluate(`new Promise((done) => {
      const before = document.querySelector('${selector}').textContent
      window.answered = new Promise((answered) => {
        const look = () => {
          if (document.querySelector('${selector}')?.textContent === before) return requestAnimationFrame(look)
          const at = performance.now()
          requestAnimationFrame(() => setTimeout(() => answered(performance.now() - window.acted), 0))
        }
        window.acted = performance.now()
        for (const kind of ['keydown', 'pointerdown', 'input', 'change'])
          document.addEventListener(kind, () => { window.acted = performance.now() }, { once: true, capture: true })
        requestAnimationFrame(look)
      })
      done()
    })`)
    await act()
    took.push(await page.evaluate('window.answered'))
    await page.waitForTimeout(300)
  }
  return Math.max(...took)
}

/** Milliseconds of a step of the large view, until the next picture is there: the longest of six. */
async function largeStep(browser, url) {
  const page = await opened(browser, `${url}#/images`, '.tile img')
  await page.locator('.tile-open').first().click()
  await page.locator('.lightbox .large img').first().waitFor()
  await page.waitForTimeout(1500)
  const took = await page.evaluate(`(async () => {
    const took = []
    const picture = () => [...document.querySelectorAll('.lightbox .large img')].find((i) => !i.hidden)
    for (let i = 0; i < 6; i++) {
      const before = picture().src
      const started = performance.now()
      document.querySelector('.lightbox').dispatchEvent(
        new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }))
      await new Promise((done) => {
        const look = () => {
          const now = picture()
          if (now && now.src !== before && now.complete && now.naturalWidth > 0) done()
          else requestAnimationFrame(look)
        }
        look()
      })
      took.push(performance.now() - started)
      await new Promise((done) => setTimeout(done, 400))
    }
    return took
  })()`)
  await page.context().close()
  return Math.max(...took)
}

/** Milliseconds of a search, a sort and a filter over all images. */
async function listing(browser, url) {
  const page = await opened(browser, `${url}#/images`, '.tile img')
  const shown = '.filter-chips .shown'
  const box = page.getByRole('searchbox', { name: /Search ids/ })
  await box.focus()
  const search = await answer(
    page,
    shown,
    ['7', '3', '1'].map((key) => () => page.keyboard.press(key)),
  )
  await answer(page, shown, [() => box.fill('')])
  const first = '.virtual-gallery li:first-child'
  const sort = await answer(
    page,
    first,
    ['least-confident', 'most-confident', 'easiest'].map(
      (name) => () => page.getByLabel('Sort').selectOption(name),
    ),
  )
  const facet = page.locator('.facet input[type=checkbox]')
  const filter = await answer(page, shown, [
    () => facet.nth(0).check(),
    () => facet.nth(1).check(),
    () => facet.nth(0).uncheck(),
  ])
  await page.context().close()
  return { search, sort, filter }
}

/** Pictures of the map a second while it is dragged about. */
async function mapPan(browser, url) {
  const page = await opened(browser, `${url}#/map`, '.map-box canvas[data-drawn]')
  await page.waitForTimeout(3000)
  const fps = await page.evaluate(`new Promise((done) => {
    const map = document.querySelector('.map-box')
    map.setPointerCapture = () => {}
    const { left, top, width, height } = map.getBoundingClientRect()
    const send = (kind, i) => map.dispatchEvent(new PointerEvent(kind, {
      pointerId: 1, bubbles: true, button: 0, buttons: 1,
      clientX: left + width / 2 + 120 * Math.sin(i / 9), clientY: top + height / 2 + 80 * Math.sin(i / 7),
    }))
    const put = CanvasRenderingContext2D.prototype.putImageData
    let pictures = 0
    CanvasRenderingContext2D.prototype.putImageData = function (...rest) { pictures++; return put.apply(this, rest) }
    send('pointerdown', 0)
    const started = performance.now()
    let i = 0
    const tick = () => {
      send('pointermove', ++i)
      if (performance.now() - started < 3000) requestAnimationFrame(tick)
      else { send('pointerup', i); done((1000 * pictures) / (performance.now() - started)) }
    }
    requestAnimationFrame(tick)
  })`)
  await page.context().close()
  return fps
}

/**
 * A page that nobody listens to, with a function that evaluates a text in it: Playwright hears of every request of its pages,
 * which takes a fifth of the two processors while images come in by the dozen.
 */
async function quietPage(browser, url) {
  const cdp = await browser.newBrowserCDPSession()
  const { browserContextId } = await cdp.send('Target.createBrowserContext')
  const { targetId } = await cdp.send('Target.createTarget', {
    url: 'about:blank',
    browserContextId,
  })
  const { sessionId } = await cdp.send('Target.attachToTarget', { targetId })
  const send = (method, params) =>
    new Promise((done) => {
      const hear = (event) => {
        cdp.off('Target.receivedMessageFromTarget', hear)
        done(JSON.parse(event.message).result)
      }
      cdp.on('Target.receivedMessageFromTarget', hear)
      const message = JSON.stringify({ id: 1, method, params })
      cdp.send('Target.sendMessageToTarget', { sessionId, message })
    })
  await send('Emulation.setDeviceMetricsOverride', { ...WIDE, deviceScaleFactor: 1, mobile: false })
  await send('Page.navigate', { url })
  const close = async () => {
    await cdp.send('Target.disposeBrowserContext', { browserContextId })
    await cdp.detach()
  }
  const evaluate = async (expression) => {
    const asked = { expression, awaitPromise: true, returnByValue: true }
    return (await send('Runtime.evaluate', asked)).result.value
  }
  return { evaluate, close }
}

/** Frames a second while the gallery scrolls by `step` pixels a frame, for 180 frames. */
async function scrolling(browser, url, step) {
  const { evaluate, close } = await quietPage(browser, `${url}#/images`)
  const fps = await evaluate(`(async () => {
    while (!document.querySelector('.tile img')) await new Promise((next) => setTimeout(next, 50))
    await new Promise((next) => setTimeout(next, 1500))
    return new Promise((done) => {
      let frames = 0
      const started = performance.now()
      const tick = () => {
        window.scrollBy(0, ${step})
        frames += 1
        if (frames < 180) requestAnimationFrame(tick)
        else done((1000 * frames) / (performance.now() - started))
      }
      requestAnimationFrame(tick)
    })
  })()`)
  await close()
  return fps
}

/** Whether the last image of all is reached, on a screen so narrow that the gallery is longer than browsers scroll. */
async function reachesEnd(browser, url) {
  const page = await opened(browser, `${url}#/images`, '.tile img', { width: 400, height: 860 })
  await page.locator('.tile-open').first().focus()
  await page.keyboard.press('End')
  await page.waitForTimeout(1500)
  const [at, of] = await page.evaluate(`(() => {
    const last = document.activeElement.closest('li')
    return [last?.getAttribute('aria-posinset'), last?.getAttribute('aria-setsize')]
  })()`)
  await page.context().close()
  return at !== undefined && at === of
}

/** Each view but that of a class, with what stands there once it is of use. */
const VIEWS = {
  overview: ['#/overview', '.class-row'],
  images: ['#/images', '.tile img'],
  lightbox: ['#/images?open=5', '.lightbox .large img'],
  both: ['#/both', '.map-box canvas[data-drawn]'],
  map: ['#/map?layer=errors', '.map-box canvas[data-drawn]'],
  confusion: ['#/confusion', '.confusion td a'],
  labels: ['#/labels', '.labels h1'],
  ask: ['#/ask', '.ask'],
  interventions: ['#/interventions', '#main h1'],
}
const LOOKS = [1400, 1024, 400].flatMap((width) =>
  [false, true].map((dark) => ({ width, height: 900, dark })),
)

/** Opens every view, and the class with the strongest failure, in every look; returns what the page, the network and axe complained of. */
async function complaints(browser, url, name) {
  const found = []
  for (const look of LOOKS) {
    const { page, errors, strays } = await watchedPage(browser, url, look)
    page.setDefaultTimeout(60_000)
    const worst = await page.locator('.class-row a').first().getAttribute('href')
    for (const [view, [hash, ready]] of Object.entries({ ...VIEWS, class: [worst, '.plot svg'] })) {
      await page.goto(url + hash)
      await page.locator(ready).first().waitFor()
      await page.waitForTimeout(700)
      for (const finding of await seriousFindings(page)) found.push(`${view}: ${finding}`)
      if (values.photos) {
        const file = `${name}-${view}-${look.width}${look.dark ? '-dark' : ''}.png`
        await page.screenshot({ path: join(values.photos, file), timeout: 60_000 })
      }
    }
    found.push(...errors, ...strays.map((stray) => `asked for ${stray}`))
    await page.context().close()
  }
  return [...new Set(found)]
}

const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`
const rate = (fps) => `${fps.toFixed(0)} frames a second`

async function measure(browser, run, report) {
  const server = await serveRun(run, { port: 0, webFolder })
  const { url } = server
  try {
    const first = [await firstScreen(browser, url), await firstScreen(browser, url)]
    console.log(`${basename(run)}`)
    console.log(`  first screen   ${first.map(seconds).join(', then ')}`)
    const { search, sort, filter } = await listing(browser, url)
    console.log(
      `  search ${seconds(search)}, sort ${seconds(sort)}, filter ${seconds(filter)}, the longest of three`,
    )
    console.log(
      `  large view     ${seconds(await largeStep(browser, url))} a step, the longest of six`,
    )
    console.log(`  map            ${rate(await mapPan(browser, url))} while dragged`)
    const [slow, fast] = [await scrolling(browser, url, 40), await scrolling(browser, url, 400)]
    console.log(`  gallery        ${rate(slow)} at 40 pixels a frame, ${rate(fast)} at 400`)
    console.log(
      `  end of gallery ${(await reachesEnd(browser, url)) ? 'reached' : 'NOT reached'} at 400 pixels`,
    )
    await writeReport(run, report, { webFolder })
    console.log(`  report         ${((await stat(report)).size / 1e6).toFixed(1)} MB`)
    if (!values.looks && !values.photos) return
    const found = await complaints(browser, url, basename(run))
    console.log(found.length ? found.map((line) => `  ${line}`).join('\n') : '  no view complains')
  } finally {
    await server.close()
  }
}

const folder = await mkdtemp(join(tmpdir(), 'explorer-'))
if (values.photos) await mkdir(values.photos, { recursive: true })
const browser = await openChromium()
try {
  const runs = [...values.run]
  for (const size of values.made) {
    const [examples, classes] = size.split('x').map(Number)
    const run = join(values.keep ?? folder, `${examples}-images-${classes}-classes`)
    const isThere = await access(join(run, 'run.json')).then(
      () => true,
      () => false,
    )
    if (!isThere) await makeRun(run, { examples, classes })
    runs.push(run)
  }
  for (const run of runs) await measure(browser, run, join(folder, 'report.html'))
} finally {
  await browser.close()
  await rm(folder, { recursive: true })
}
