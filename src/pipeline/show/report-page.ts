import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RunError } from '../../run/errors.ts'
import { REPORT_TAGS, type ReportData, type ReportThumbnails } from '../../run/report-data.ts'

/** The built explorer as one page: `head` up to where the data go, and `tail`. */
export interface ReportPage {
  head: string
  tail: string
}

/**
 * Puts script and style of the built explorer into its page, under a policy that lets exactly these run and forbids
 * every request.
 */
export async function readReportPage(webFolder: string): Promise<ReportPage> {
  const read = (name: string) =>
    readFile(join(webFolder, name), 'utf8').catch((cause) => {
      throw new RunError(`Cannot write a report: no "${name}" in "${webFolder}"`, {
        folder: webFolder,
        hint: 'npm run build',
        cause,
      })
    })
  const html = await read('index.html')
  const script = safeScript(
    await read(addressIn(html, /<script type="module"[^>]* src="\.\/([^"]+)"/)),
  )
  const style = await read(addressIn(html, /<link rel="stylesheet"[^>]* href="\.\/([^"]+)"/))
  const policy = [
    "default-src 'none'",
    `script-src '${digest(script)}'`,
    `style-src '${digest(style)}'`,
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const title = /<title>.*?<\/title>/s.exec(html)?.[0] ?? ''
  const head = [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    title,
    '<link rel="icon" href="data:,">',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<div id="root"></div>',
    '<noscript>This report needs JavaScript, and no network.</noscript>',
    '',
  ].join('\n')
  return { head, tail: `<script type="module">${script}</script>\n</body>\n</html>\n` }
}

function addressIn(html: string, pattern: RegExp): string {
  const found = pattern.exec(html)?.[1]
  if (found === undefined)
    throw new RunError('Cannot write a report: the built explorer is damaged')
  return found
}

/** A script that may stand inside a page: what would end the tag, or start a comment, is written another way. */
const safeScript = (script: string) =>
  script.replaceAll(/<\/(script)/gi, '<\\/$1').replaceAll('<!--', '\\x3C!--')

const digest = (text: string) => `sha256-${createHash('sha256').update(text).digest('base64')}`

/** The data as text in tags that no browser executes; a `<` inside would be mark-up, so there is none. */
export function dataTags(data: ReportData, thumbnails: ReportThumbnails): string {
  const tag = (id: string, value: unknown) =>
    `<script type="application/json" id="${id}">${JSON.stringify(value).replaceAll('<', '\\u003c')}</script>\n`
  return tag(REPORT_TAGS.data, data) + tag(REPORT_TAGS.thumbnails, thumbnails)
}
