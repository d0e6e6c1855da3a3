#!/usr/bin/env node
// Draws the demo's pictures: node generate.js --seed 1 --out ../data [--splits train,val,test,pool]
//
// With --raw, writes the decoded pixels (uint8[n, 96, 96, 3]) and the attributes (JSON lines) for the
// training scripts instead of Parquet; with --unbiased N, draws N scenes for the encoder.

import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { SIZE } from './canvas.js'
import { loadClutter, loadDrawings } from './drawings.js'
import { parquetOf } from './parquet.js'
import { planSplit, planUnbiased, SPLITS } from './recipe.js'
import { drawScene } from './scene.js'

const WEBP = { quality: 80, effort: 5, smartSubsample: true }

/** How many pictures are being encoded while the next ones are drawn. */
const AHEAD = 16

/** Yields `{ ...scene, bytes }` for each planned scene, in order; `bytes` is a WebP file. */
async function* drawScenes(plan, clutter) {
  const ahead = []
  for (const scene of plan) {
    const raw = { width: SIZE, height: SIZE, channels: 3 }
    const picture = sharp(drawScene(scene, scene.seed, clutter), { raw })
    ahead.push(
      picture
        .webp(WEBP)
        .toBuffer()
        .then((bytes) => ({ ...scene, bytes })),
    )
    if (ahead.length > AHEAD) yield ahead.shift()
  }
  yield* ahead
}

/**
 * Draws whole splits. The same seed gives the same pictures; another seed gives a new data set of
 * the same recipe. About 150 pictures a second.
 *
 * @returns `{ split: scenes }`, each scene with its attributes, its `label` and `bytes` (WebP)
 */
export async function drawSplits({ seed, splits = SPLITS }) {
  const [drawings, clutter] = await Promise.all([loadDrawings(), loadClutter()])
  const out = {}
  for (const split of splits) {
    out[split] = []
    const plan = planSplit(split, seed, drawings)
    for await (const scene of drawScenes(plan, clutter)) out[split].push(scene)
  }
  return out
}

/** Writes `name.u8` and `name.jsonl`: pixels as the WebP files decode, and attributes. */
async function writeRaw(plan, clutter, folder, name) {
  const lines = plan.map(({ drawing, ...rest }) => JSON.stringify({ ...rest, drawing: drawing.id }))
  await writeFile(join(folder, `${name}.jsonl`), `${lines.join('\n')}\n`)
  async function* pixels() {
    for await (const { bytes } of drawScenes(plan, clutter)) yield sharp(bytes).raw().toBuffer()
  }
  await pipeline(pixels, createWriteStream(join(folder, `${name}.u8`)))
}

async function main() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: '.' },
      splits: { type: 'string', default: SPLITS.join(',') },
      raw: { type: 'boolean', default: false },
      unbiased: { type: 'string' },
    },
  })
  const seed = Number(values.seed)
  await mkdir(values.out, { recursive: true })
  if (values.raw || values.unbiased) {
    const [drawings, clutter] = await Promise.all([loadDrawings(), loadClutter()])
    if (values.unbiased) {
      const plan = planUnbiased(Number(values.unbiased), seed, drawings)
      return writeRaw(plan, clutter, values.out, 'unbiased')
    }
    for (const split of values.splits.split(',')) {
      await writeRaw(planSplit(split, seed, drawings), clutter, values.out, split)
    }
    return
  }
  for (const split of values.splits.split(',')) {
    const scenes = (await drawSplits({ seed, splits: [split] }))[split]
    await writeFile(join(values.out, `${split}.parquet`), new Uint8Array(parquetOf(scenes)))
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main()
