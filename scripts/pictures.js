// Makes the picture of the README from a finished run: node scripts/pictures.js runs/demo
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import sharp from 'sharp'

const root = join(import.meta.dirname, '..')
const [run = 'runs/demo'] = process.argv.slice(2)
const command = [join(root, 'bin', 'faultline.js'), 'serve', run, '--port', '0']
const server = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] })
const address = await new Promise((resolve, reject) => {
  server.stdout.on('data', (text) => {
    const [url] = /http:\/\/\S+/.exec(String(text)) ?? []
    if (url) resolve(url)
  })
  server.on('exit', (code) => reject(new Error(`faultline serve ended with code ${code}`)))
})
const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env.CHROMIUM_PATH ?? places.find((path) => existsSync(path))
const browser = await chromium.launch({ executablePath })
const page = await browser.newPage({ viewport: { width: 1240, height: 760 }, colorScheme: 'light' })
await page.goto(address, { waitUntil: 'networkidle' })
await page.locator('#main').waitFor()
const file = join(root, 'docs', 'images', 'overview.webp')
await sharp(await page.screenshot())
  .webp({ quality: 82 })
  .toFile(file)
console.log(file)
await browser.close()
server.kill()
