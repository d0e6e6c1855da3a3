#!/usr/bin/env node
// How alike the two most alike pictures are: node near-duplicates.js --seed 1
//
// Each picture becomes a 16 x 16 grey thumbnail, centred and of unit length; likeness is the
// correlation of two thumbnails. Copies of one picture, however compressed, have more than 0.99.

import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { drawSplits } from './generate.js'

const SIDE = 16
const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' } } })

async function thumbnail({ bytes }) {
  const raw = await sharp(bytes).resize(SIDE, SIDE).greyscale().raw().toBuffer()
  const mean = raw.reduce((a, b) => a + b, 0) / raw.length
  const centred = Float32Array.from(raw, (v) => v - mean)
  const length = Math.hypot(...centred)
  return centred.map((v) => v / length)
}

const drawn = await drawSplits({ seed: Number(values.seed) })
const scenes = Object.values(drawn).flat()
const thumbnails = await Promise.all(scenes.map(thumbnail))

const nearest = thumbnails.map(() => ({ likeness: -1, other: -1 }))
for (let i = 0; i < thumbnails.length; i++) {
  for (let j = 0; j < i; j++) {
    let likeness = 0
    for (let k = 0; k < SIDE * SIDE; k++) likeness += thumbnails[i][k] * thumbnails[j][k]
    if (likeness > nearest[i].likeness) nearest[i] = { likeness, other: j }
    if (likeness > nearest[j].likeness) nearest[j] = { likeness, other: i }
  }
}

const ordered = nearest.map((n, i) => ({ ...n, i })).sort((a, b) => b.likeness - a.likeness)
const above = (limit) => ordered.filter((n) => n.likeness > limit).length
console.log(
  `${scenes.length} pictures; with a neighbour above 0.99: ${above(0.99)}, 0.98: ${above(0.98)}`,
)
for (const { likeness, other, i } of ordered.slice(0, 6)) {
  console.log(`${likeness.toFixed(4)} ${scenes[i].id} ${scenes[other].id}`)
}
