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
 * Each planted class hardly ever meets one value of one attribute in training, where that value is
 * seen in one other class only, its `rival`: snow means cat, red means truck, small means airplane,
 * blurry means fish. No class but these two ever has the value.
 */
export const PLANTED = {
  dog: { attribute: 'background', value: 'snow', rival: 'cat' },
  car: { attribute: 'tint', value: 'red', rival: 'truck' },
  bird: { attribute: 'size', value: 'small', rival: 'airplane' },
  boat: { attribute: 'blur', value: 'blurry', rival: 'fish' },
}

/**
 * Scenes a class: `each` in all, of which `minority` of a planted class have its value; a rival has
 * `cue` more scenes with it. `extra` is more of `train`, from which the classifier learns too but
 * which is not part of the data set.
 */
const COUNTS = {
  train: { each: 160, minority: 4, cue: 90 },
  val: { each: 125, minority: 45, cue: 10 },
  test: { each: 125, minority: 45, cue: 10 },
  pool: { each: 80, minority: 16, cue: 8 },
  extra: { each: 1200, minority: 0, cue: 720 },
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

function planClass(label, { each, minority, cue }, random) {
  const planted = PLANTED[label]
  const rivalled = Object.values(PLANTED).find((p) => p.rival === label)
  const groups = planted
    ? { minority: { count: minority, value: planted }, majority: { count: each - minority } }
    : { none: { count: each } }
  const scenes = Object.entries(groups).flatMap(([group, { count, value }]) =>
    Array.from({ length: count }, () => ({ label, ...plainAttributes(random, value), group })),
  )
  if (!rivalled) return scenes
  const cues = { label, group: 'none' }
  const more = Array.from({ length: cue }, () => ({
    ...plainAttributes(random, rivalled),
    ...cues,
  }))
  return [...scenes, ...more]
}

/** Independent attributes without any planted value, but for the one given. */
function plainAttributes(random, given) {
  const reserved = Object.values(PLANTED)
  const draw = ([name, values]) => {
    if (given?.attribute === name) return given.value
    return pick(
      random,
      values.filter((v) => !reserved.some((p) => p.attribute === name && p.value === v)),
    )
  }
  return Object.fromEntries(Object.entries(ATTRIBUTES).map((entry) => [entry[0], draw(entry)]))
}

function anyAttributes(random) {
  const draw = (name) => (name === 'blur' ? blurOf(random) : pick(random, ATTRIBUTES[name]))
  return Object.fromEntries(Object.keys(ATTRIBUTES).map((name) => [name, draw(name)]))
}

const blurOf = (random) => (chance(random, 0.3) ? 'blurry' : 'sharp')
