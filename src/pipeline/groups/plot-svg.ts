import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

/**
 * A plot as the text of a file `x.svg`, drawn without a browser: white ground, dark ink, readable on its own.
 *
 * Name series with text marks: Plot's legends are HTML and have no place in an SVG file.
 *
 * @throws TypeError if the options ask for HTML (`title`, `subtitle`, `caption` or a legend).
 */
export function plotSvg(options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>')
  const svg = Plot.plot({
    style: { background: 'white', color: '#1b1e23', fontSize: '12px' },
    ...options,
    document,
  })
  if (svg.tagName.toLowerCase() !== 'svg') {
    throw new TypeError(
      'Cannot draw an SVG: the options ask for a title, caption or legend in HTML',
    )
  }
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `${svg.outerHTML.replace(NOT_XML, '\ufffd')}\n`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write these
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
