// The drawings: which emoji stand for which class, in three styles, and who may see which of them.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import sharp from 'sharp'

const CODES = {
  dog: ['1f415', '1f436', '1f429', '1f415-200d-1f9ba', '1f9ae'],
  cat: ['1f408', '1f431', '1f408-200d-2b1b', '1f63a', '1f638'],
  car: ['1f697', '1f698', '1f699', '1f695', '1f696', '1f693', '1f694', '1f3ce-fe0f'],
  truck: ['1f69a', '1f69b', '1f692', '1f6fb', '1f691'],
  bird: ['1f426', '1f426-200d-2b1b', '1f985', '1f986', '1f54a-fe0f', '1f99c', '1f9a2', '1fabf'],
  airplane: ['2708-fe0f', '1f6e9-fe0f', '1f6eb', '1f6ec'],
  boat: ['1f6a2', '1f6a4', '1f6e5-fe0f', '1f6f3-fe0f', '26f4-fe0f', '26f5'],
  fish: ['1f41f', '1f420', '1f421', '1f988'],
}

/** Small things that stand or float about; none of them is of a class. */
const CLUTTER = {
  ground: ['1f332', '1f333', '1f335', '1f33c', '1f344', '26bd', '1f4e6', '1faa8', '1f337', '1f383'],
  air: ['1f388', '1f381', '2b50', '1f380', '1f341', '1f343'],
}

/**
 * The drawings of val and test; training and pool use all others. Each has a relative of its style or
 * its emoji in training: a drawing unlike all that was learned would be a failure of its own.
 */
const HELD_OUT = {
  dog: ['fluent/1f9ae', 'noto/1f415-200d-1f9ba', 'twemoji/1f9ae'],
  cat: ['fluent/1f63a', 'noto/1f431', 'noto/1f638', 'twemoji/1f408-200d-2b1b'],
  car: ['fluent/1f695', 'fluent/1f694', 'noto/1f695', 'twemoji/1f694'],
  truck: ['fluent/1f69a', 'twemoji/1f692'],
  bird: ['fluent/1f986', 'fluent/1f9a2', 'noto/1f426-200d-2b1b', 'twemoji/1f9a2'],
  airplane: ['fluent/2708-fe0f', 'fluent/1f6ec', 'noto/1f6e9-fe0f', 'twemoji/1f6eb'],
  boat: ['fluent/1f6a2', 'fluent/1f6f3-fe0f', 'noto/26f4-fe0f', 'twemoji/1f6f3-fe0f'],
  fish: ['fluent/1f41f', 'noto/1f41f', 'twemoji/1f421'],
}

/** Share of a drawing's height above the water or the runway that is drawn under it, by style. */
const ABOVE = {
  '1f6a2': { fluent: 0.9, twemoji: 0.83 },
  '1f6a4': { fluent: 0.6, twemoji: 0.5 },
  '1f6e5-fe0f': { fluent: 0.66, twemoji: 0.45 },
  '1f6f3-fe0f': { fluent: 0.9, twemoji: 0.59 },
  '26f4-fe0f': { fluent: 0.84, twemoji: 0.64 },
  '26f5': { fluent: 0.82, twemoji: 0.83 },
  '1f6eb': { fluent: 0.78, noto: 0.5, twemoji: 0.56 },
  '1f6ec': { fluent: 0.78, noto: 0.55, twemoji: 0.62 },
}

const STYLES = ['fluent', 'noto', 'twemoji']

export const CLASSES = Object.keys(CODES)

const require = createRequire(import.meta.url)
const folderOf = (name) => dirname(require.resolve(`${name}/package.json`))

/** Where a style keeps the picture of an emoji. */
function fileOf(style, code) {
  if (style === 'fluent') {
    return join(folderOf('@lobehub/fluent-emoji-3d'), 'assets', `${code}.webp`)
  }
  const [name, brand] =
    style === 'noto'
      ? ['emoji-datasource-google', 'google']
      : ['emoji-datasource-twitter', 'twitter']
  return join(folderOf(name), 'img', brand, '64', `${code}.png`)
}

/** Every drawing of every class: `{ class, id, heldOut, sprite }`. */
export async function loadDrawings() {
  const jobs = CLASSES.flatMap((name) =>
    CODES[name].flatMap((code) =>
      STYLES.map(async (style) => {
        const id = `${style}/${code}`
        const sprite = await loadSprite(fileOf(style, code), ABOVE[code]?.[style])
        return { class: name, id, heldOut: HELD_OUT[name].includes(id), sprite }
      }),
    ),
  )
  return Promise.all(jobs)
}

/** The sprites that may lie about in any scene: `{ ground, air }`. */
export async function loadClutter() {
  const load = (codes) => Promise.all(codes.map((code) => loadSprite(fileOf('fluent', code))))
  return { ground: await load(CLUTTER.ground), air: await load(CLUTTER.air) }
}

/**
 * A drawing trimmed to its ink: `levels`, premultiplied RGBA in 0..1 at falling sizes (128, 64, 32 px),
 * and `tall`, the share of the square's height that the ink fills.
 */
async function loadSprite(file, above = 1) {
  const whole = await trimmed(await readFile(file))
  const { width, height } = await sharp(whole).metadata()
  const top = { left: 0, top: 0, width, height: Math.round(height * above) }
  const ink = await trimmed(await sharp(whole).extract(top).png().toBuffer())
  const levels = await Promise.all(
    [128, 64, 32].map(async (size) => {
      const box = { fit: 'contain', background: '#0000', kernel: 'lanczos3' }
      const pixels = await sharp(ink).resize(size, size, box).ensureAlpha().raw().toBuffer()
      return { size, pixels: premultiplied(pixels) }
    }),
  )
  const { width: across, height: down } = await sharp(ink).metadata()
  return { levels, tall: Math.min(1, down / across) }
}

const trimmed = (picture) => sharp(picture).trim({ threshold: 0 }).png().toBuffer()

function premultiplied(bytes) {
  const out = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i += 4) {
    const alpha = bytes[i + 3] / 255
    for (let k = 0; k < 3; k++) out[i + k] = (bytes[i + k] / 255) * alpha
    out[i + 3] = alpha
  }
  return out
}
