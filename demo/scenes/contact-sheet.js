#!/usr/bin/env node
// Lays scenes out as one picture, a row a class: node contact-sheet.js --seed 1 --split test --out sheet.webp

import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { SIZE } from './canvas.js'
import { CLASSES } from './drawings.js'
import { drawSplits } from './generate.js'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    split: { type: 'string', default: 'test' },
    columns: { type: 'string', default: '12' },
    out: { type: 'string', default: 'sheet.webp' },
  },
})

const GAP = 3
const columns = Number(values.columns)
const drawn = await drawSplits({ seed: Number(values.seed), splits: [values.split] })
const tiles = CLASSES.flatMap((name, row) =>
  drawn[values.split]
    .filter((scene) => scene.label === name)
    .slice(0, columns)
    .map(({ bytes }, column) => ({
      input: bytes,
      left: GAP + column * (SIZE + GAP),
      top: GAP + row * (SIZE + GAP),
    })),
)
const width = GAP + columns * (SIZE + GAP)
const height = GAP + CLASSES.length * (SIZE + GAP)
const sheet = sharp({ create: { width, height, channels: 3, background: '#fff' } })
await sheet.composite(tiles).webp({ quality: 84 }).toFile(values.out)
