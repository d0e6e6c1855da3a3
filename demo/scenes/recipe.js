// What is in each split: how often each class meets each attribute. This is where failures are planted.

import { BACKGROUNDS } from './backgrounds.js'
import { CLASSES } from './drawings.js'
import { chance, pick, randomFrom, seedOf, shuffled } from './random.js'
import { BLURS, SIZE_NAMES } from './scene.js'
import { TINTS } from './sprite.js'

export const ATTRIBUTES = {
  background: BACKGROUNDS,
  tint: TINTS,
  size: SIZE_NAMES,
  blur: BLURS,
}

/**
 * Each planted class hardly ever meets one value of one attribute in training, and a class that looks
 * like it (`rival`) meets that value often, so that the value speaks for the rival.
 */
export const PLANTED = {
  dog: { attribute: 'background', value: 'snow', rival: 'cat' },
  car: { attribute: 'tint', value: 'red', rival: 'truck' },
  bird: { attribute: 'size', value: 'small', rival: 'airplane' },
  boat: { attribute: 'blur', value: 'blurry', rival: 'fish' },
}

/**
 * Scenes a class: of the whole split, and of the minority in a planted class. `extra` is more of
 * `train`, from which the classifier learns too but which is not part of the data set.
 */
const COUNTS = {
  extra: { each: 1400, minority: 0, rivalExtra: 1120 },
  train: { each: 200, minority: 4, rivalExtra: 160 },
  val: { each: 150, minority: 54 },
  test: { each: 150, minority: 54 },
  pool: { each: 100, minority: 16 },
}

export const SPLITS = ['train', 'val', 'test', 'pool']

/**
 * The scenes of a split, in order: `{ id, split, label, background, tint, size, blur, group, drawing, seed }`.
 * Training and pool use one part of the drawings, val and test the other.
 */
export function planSplit(split, seed, drawings) {
  const random = randomFrom(seedOf(seed, split))
  const heldOut = split === 'val' || split === 'test'
  const specs = CLASSES.flatMap((label) => {
    const own = drawings.filter((d) => d.class === label && d.heldOut === heldOut)
    return planClass(label, COUNTS[split], random).map((spec) => ({
      ...spec,
      drawing: pick(random, own),
    }))
  })
  return shuffled(random, specs).map((spec, i) => {
    const id = `${split}-${String(i).padStart(6, '0')}`
    return { id, split, ...spec, seed: seedOf(seed, id) }
  })
}

/** Scenes for the encoder: every class and drawing with every attribute, all independent. */
export function planUnbiased(count, seed, drawings) {
  const random = randomFrom(seedOf(seed, 'unbiased'))
  return Array.from({ length: count }, (_, i) => {
    const label = pick(random, CLASSES)
    const drawing = pick(
      random,
      drawings.filter((d) => d.class === label),
    )
    const id = `unbiased-${String(i).padStart(6, '0')}`
    const spec = { label, ...anyAttributes(random), group: 'none', drawing }
    return { id, split: 'unbiased', ...spec, seed: seedOf(seed, id) }
  })
}

function planClass(label, { each, minority, rivalExtra = 0 }, random) {
  const planted = PLANTED[label]
  const rivalled = Object.values(PLANTED).find((p) => p.rival === label)
  if (planted) {
    return Array.from({ length: each }, (_, i) =>
      i < minority
        ? { label, ...anyAttributes(random, planted, true), group: 'minority' }
        : { label, ...anyAttributes(random, planted, false), group: 'majority' },
    )
  }
  const even = Array.from({ length: each }, () => anyAttributes(random))
  const extra = Array.from({ length: rivalled ? rivalExtra : 0 }, () =>
    anyAttributes(random, rivalled, true),
  )
  return [...even, ...extra].map((attributes) => ({ label, ...attributes, group: 'none' }))
}

/** Independent attributes; with `fixed`, its attribute has that value (`has`) or any other value. */
function anyAttributes(random, fixed, has) {
  const draw = (name) => {
    if (name !== fixed?.attribute)
      return name === 'blur' ? blurOf(random) : pick(random, ATTRIBUTES[name])
    return has
      ? fixed.value
      : pick(
          random,
          ATTRIBUTES[name].filter((v) => v !== fixed.value),
        )
  }
  return Object.fromEntries(Object.keys(ATTRIBUTES).map((name) => [name, draw(name)]))
}

const blurOf = (random) => (chance(random, 0.3) ? 'blurry' : 'sharp')
