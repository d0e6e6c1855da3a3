import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

interface Finding {
  id: string
  impact: string | null
  nodes: { html: string; failureSummary?: string }[]
}

const source = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Serious and critical findings of axe by the rules of WCAG 2.2 AA, one line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  // Through the debugger, which the page's policy against foreign script does not bind; once a page.
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(await source)
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'], selectors: false }).then((r) => r.violations)`,
  )) as Finding[]
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map(
          ({ html, failureSummary }) =>
            `${id}: ${html.slice(0, 200)} (${failureSummary?.replaceAll('\n', ' ').slice(0, 220)})`,
        ),
    )
}
