import * as Plot from '@observablehq/plot'
import type { BenchFile } from '../../run/bench-file.ts'
import { plotSvg } from '../groups/plot-svg.ts'

/** P@10 of each method by kind of setting, with intervals, as SVG. */
export function benchPlot({ table, methods }: BenchFile): string {
  const points = table.flatMap(({ kind, method, measures: { p10 } }) =>
    p10 === null
      ? []
      : [{ kind, method, mean: p10.mean, low: p10.interval[0], high: p10.interval[1] }],
  )
  const isFirst = ({ method }: { method: string }) =>
    method === methods[0] ? '#c0392b' : '#2e6da4'
  return plotSvg({
    width: 720,
    height: 60 + 22 * points.length,
    marginLeft: 160,
    marginRight: 100,
    x: {
      label: 'P@10: of the ten hardest images, in the hidden slice',
      domain: [0, 1],
      grid: true,
    },
    y: { label: null, domain: [...methods] },
    fy: { label: null },
    marks: [
      Plot.ruleY(points, {
        y: 'method',
        fy: 'kind',
        x1: 'low',
        x2: 'high',
        stroke: isFirst,
        strokeWidth: 2,
      }),
      Plot.dot(points, { y: 'method', fy: 'kind', x: 'mean', fill: isFirst, r: 3.5 }),
    ],
  })
}
