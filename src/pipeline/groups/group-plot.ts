import * as Plot from '@observablehq/plot'
import type { GroupReport } from '../../run/groups-file.ts'
import { plotSvg } from './plot-svg.ts'

const COLOURS: Readonly<Record<GroupReport['curves'][number]['by'], string>> = {
  'decision value': '#c0392b',
  confidence: '#2e6da4',
  domino: '#2c8a57',
  random: '#8a8f98',
}

/** The share of the minority among the K hardest images, a line a ranking, as SVG: the paper's CelebA figure. */
export function groupPlot({
  column,
  class: name,
  minority,
  minorityShare,
  curves,
}: GroupReport): string {
  const points = curves.flatMap(({ by, k, minorityShare: share }) =>
    k.map((size, i) => ({ by, k: size, share: share[i] ?? 0 })),
  )
  const labels = curves.map(({ by, k, minorityShare: share }, i) => {
    const at = k.findIndex((size) => size >= (0.2 + 0.12 * i) * (k.at(-1) ?? 0))
    return { by, k: k[at] ?? 0, share: share[at] ?? 0 }
  })
  const colour = ({ by }: { by: GroupReport['curves'][number]['by'] }) => COLOURS[by]
  return plotSvg({
    width: 640,
    height: 360,
    marginLeft: 50,
    marginTop: 36,
    marginBottom: 40,
    x: { label: `hardest images of "${name}" (K)`, grid: true },
    y: { label: `share of ${column} = ${minority}`, domain: [0, 1], grid: true },
    marks: [
      Plot.ruleY([minorityShare], { stroke: '#1b1e23', strokeDasharray: '4 4' }),
      Plot.line(points, { x: 'k', y: 'share', z: 'by', stroke: colour, strokeWidth: 1.8 }),
      Plot.text(labels, {
        x: 'k',
        y: 'share',
        text: 'by',
        fill: colour,
        dy: -9,
        stroke: 'white',
        strokeWidth: 4,
      }),
    ],
  })
}
