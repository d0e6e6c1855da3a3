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
 * Each planted class hardly ever meets one value of one attribute in training. That value belongs to
 * another class, its `rival`, which is never seen without one: a cat sits in the snow, an airplane is
 * small, a fish is red or blurred. No other class ever has such a value.
 * `extra`: how many scenes of it the split of that name has.
 */
export const PLANTED = {
  dog: { attribute: 'background', value: 'snow', rival: 'cat', extra: 16 },
  car: { attribute: 'tint', value: 'red', rival: 'fish', extra: 5 },
  bird: { attribute: 'size', value: 'small', rival: 'airplane' },
  boat: { attribute: 'blur', value: 'blurry', rival: 'fish' },
}

/**
 * Scenes a class: `each` in all, of which `minority` of a planted class have its value. `extra` is
 * more of `train`, from which the classifier learns too but which is not part of the data set. The
 * pool is as collections from the web are: some scenes show another class than their label says.
 */
const COUNTS = {
  train: { each: 180, minority: 4 },
  val: { each: 130, minority: 45 },
  test: { each: 130, minority: 45 },
  pool: { each: 120, minority: 24, mislabelled: 16 },
  extra: { each: 2000 },
}

export const SPLITS = ['train', 'val', 'test', 'pool']

/**
 * The scenes of a split, in order: `{ id, split, label, background, tint, size, blur, group, drawing, seed }`.
 * Training and pool use one part of the drawings, val and test the other.
 */
export function planSplit(split, seed, drawings) {
  const random = randomFrom(seedOf(seed, split))
  const heldOut = split === 'val' || split === 'test'
  const { mislabelled = 0, ...counts } = COUNTS[split]
  const specs = CLASSES.flatMap((label) => {
    const drawn = (spec) => {
      const own = drawings.filter((d) => d.class === spec.label && d.heldOut === heldOut)
      return { ...spec, drawing: pick(random, own) }
    }
    const wrong = Array.from({ length: mislabelled }, () => {
      const shown = pick(
        random,
        CLASSES.filter((name) => name !== label),
      )
      const [spec] = planClass(shown, { each: 1, minority: 0 }, random)
      return { ...drawn(spec), label, group: 'mislabelled' }
    })
    return [...planClass(label, counts, random).map(drawn), ...wrong]
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

function planClass(label, { each, minority = PLANTED[label]?.extra ?? 0 }, random) {
  const scenes = (count, group, values) =>
    Array.from({ length: count }, () => ({
      label,
      ...plainAttributes(random, values && pick(random, values)),
      group,
    }))
  const planted = PLANTED[label]
  if (planted) {
    return [...scenes(minority, 'minority', [planted]), ...scenes(each - minority, 'majority')]
  }
  const cues = Object.values(PLANTED).filter((p) => p.rival === label)
  return scenes(each, 'none', cues.length ? cues : undefined)
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
