import * as Plot from '@observablehq/plot'
import { expect, test } from 'vitest'
import { plotSvg } from './plot-svg.ts'

const points = [
  { x: 1, y: 2 },
  { x: 2, y: 3 },
]

test('plotSvg() gives one SVG element that stands alone', () => {
  const svg = plotSvg({ marks: [Plot.dot(points, { x: 'x', y: 'y' })] })
  expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/)
  expect(svg.match(/<circle /g)).toHaveLength(2)
  expect(svg.trimEnd()).toMatch(/<\/svg>$/)
})

test('plotSvg() keeps hostile names as text', () => {
  const name = '<script>alert(1)</script>&"\u0007'
  const svg = plotSvg({ x: { label: name }, marks: [Plot.text([name], { text: (d) => d })] })
  expect(svg).not.toContain('<script')
  expect(svg).not.toContain('\u0007')
  expect(svg).toContain('&lt;script&gt;')
})

test('plotSvg() gives equal text for equal options', () => {
  const draw = () => plotSvg({ marks: [Plot.line(points, { x: 'x', y: 'y' })] })
  expect(draw()).toBe(draw())
})

test('plotSvg() refuses what would not be SVG', () => {
  expect(() => plotSvg({ title: 'A title', marks: [Plot.frame()] })).toThrow(TypeError)
})
