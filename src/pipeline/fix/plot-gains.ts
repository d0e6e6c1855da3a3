import * as Plot from '@observablehq/plot'
import type { FixFile } from '../../run/fix-file.ts'
import { plotSvg } from '../groups/plot-svg.ts'

/** Measures drawn at most: the pooled ones and those of single classes that stand first. */
const LIMIT = 40

const COLOURS = { gain: '#0369a1', loss: '#c2410c', 'no difference': '#8a8f98' }

/**
 * Gain of every arm over "none" on every measure, with its 95 % interval: one column of dots an arm. Filled = sure
 * (gain blue, loss orange), hollow grey = no sure difference.
 */
export function plotGains({ comparisons, arms, measures }: FixFile): string {
  const shown = measures.filter(({ kind }) => kind !== 'class').slice(0, LIMIT)
  const names = shown.map(({ name, examples }) => `${name} (${examples})`)
  const dots = comparisons.flatMap((comparison) => {
    const at = shown.findIndex(({ name }) => name === comparison.measure)
    if (comparison.reference !== 'none' || at === -1) return []
    const { arm, gain, interval, verdict } = comparison
    return [
      {
        arm,
        measure: names[at],
        gain: 100 * gain,
        low: 100 * interval[0],
        high: 100 * interval[1],
        verdict,
      },
    ]
  })
  const columns = arms.map(({ name }) => name).filter((name) => name !== 'none')
  const marginLeft = 40 + 6.5 * Math.max(12, ...names.map((name) => name.length))
  const colour = (d: { verdict: keyof typeof COLOURS }) => COLOURS[d.verdict]
  return plotSvg({
    width: Math.round(marginLeft + 30 + 120 * Math.max(1, columns.length)),
    height: 110 + 22 * names.length,
    marginLeft,
    marginTop: 66,
    marginBottom: 45,
    fx: {
      domain: columns,
      label: null,
      padding: 0.15,
      tickFormat: (name: string) => name.replaceAll('-', '\n'),
    },
    x: { label: 'gain over "none", points of accuracy', grid: true, ticks: 3, nice: true },
    y: { domain: names, label: null },
    marks: [
      Plot.ruleX([0], { stroke: '#1b1e23' }),
      Plot.link(dots, {
        fx: 'arm',
        x1: 'low',
        x2: 'high',
        y: 'measure',
        stroke: colour,
        strokeWidth: 1.5,
      }),
      Plot.dot(dots, {
        fx: 'arm',
        x: 'gain',
        y: 'measure',
        r: 4,
        stroke: colour,
        fill: (d) => (d.verdict === 'no difference' ? 'white' : colour(d)),
      }),
    ],
  })
}
