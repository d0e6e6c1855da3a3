import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../../run/errors.ts'
import { builtInCaptions } from './built-in-sets.ts'
import type { ClassCaptions } from './caption-grammar.ts'

const CIFAR10 = 'airplane automobile bird cat deer dog frog horse ship truck'.split(' ')

const counts = (sets: ClassCaptions[]) => sets.map(({ captions }) => captions.length)
const total = (sets: ClassCaptions[]) => counts(sets).reduce((sum, count) => sum + count, 0)
const texts = ({ captions }: ClassCaptions) => captions.map(({ text }) => text)
const digest = (lines: readonly string[]) =>
  createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)

describe('builtInCaptions()', () => {
  const sets = builtInCaptions('CIFAR', CIFAR10)

  test('gives CIFAR-10 the paper’s 112,752 captions, class by class', () => {
    expect(counts(sets)).toEqual([2268, 2250, 66312, 2916, 4536, 14148, 3690, 4140, 10692, 1800])
    expect(total(sets)).toBe(112_752)
    const [airplane] = sets.map(texts)
    expect(airplane?.[0]).toBe('a photo of a airliner')
    expect(airplane?.slice(-1)).toEqual(['a photo of a brown tanker plane on a road'])
  })

  test('takes the CIFAR-10 nouns from WordNet 3.0: 614 birds, 131 dogs, no catamaran', () => {
    const nouns = sets.map(({ captions }) =>
      captions
        .filter(({ kind }) => kind === 'noun')
        .map(({ text }) => text.replace('a photo of a ', '')),
    )
    expect(nouns.map(({ length }) => length)).toEqual([21, 25, 614, 27, 42, 131, 41, 46, 99, 20])
    expect(nouns[9]?.join(', ')).toBe(
      'bookmobile, delivery truck, dump truck, fire engine, garbage truck, ladder truck, laundry truck, milk float, moving van, pantechnicon, passenger van, pickup, police van, sound truck, tandem trailer, technical, tow truck, trailer truck, transporter, truck',
    )
    expect(nouns.flat()).not.toContain('catamaran')
    expect(digest(nouns.flat())).toBe('6d5753da6d030a67')
  })

  test('gives CIFAR-10 with one noun a class 1,008 captions', () => {
    const simple = builtInCaptions('cifarsimple', CIFAR10)
    expect(counts(simple)).toEqual([108, 90, 108, 108, 108, 108, 90, 90, 108, 90])
    expect(total(simple)).toBe(1008)
  })

  test('gives each CIFAR-100 superclass its five subclasses, under either of its names', () => {
    const sets = builtInCaptions('cifar100', ['aquatic_mammals', 'standard vehicle'])
    expect(sets.map(({ reference }) => reference)).toEqual([
      'a photo of a aquatic mammal',
      'a photo of a standard vehicle',
    ])
    expect(sets.map(texts)[0]).toEqual(
      ['beaver', 'dolphin', 'otter', 'seal', 'whale'].map((noun) => `a photo of a ${noun}`),
    )
  })

  test('gives all twenty superclasses 100 different captions', () => {
    const plurals =
      'aquatic_mammals fish flowers food_containers fruit_and_vegetables household_electrical_devices household_furniture insects large_carnivores large_man-made_outdoor_things large_natural_outdoor_scenes large_omnivores_and_herbivores medium_mammals non-insect_invertebrates people reptiles small_mammals trees vehicles_1 vehicles_2'
    const sets = builtInCaptions('CIFAR100', plurals.split(' '))
    expect(new Set(sets.flatMap(texts)).size).toBe(100)
  })

  test('gives faces 288 captions, each with an attribute, the same for both classes', () => {
    const [old, young] = builtInCaptions('CELEBA', ['old', 'young'])
    expect(old?.captions).toBe(young?.captions)
    const captions = texts(old as ClassCaptions)
    expect([captions.length, new Set(captions).size]).toEqual([288, 288])
    expect([captions[0], captions[33], captions[287]]).toEqual([
      'a photo of a person who has stubble',
      'a photo of a old person who has arched eyebrows',
      'a photo of a young woman who is wearing a necktie',
    ])
    expect(old?.reference).toBe('a photo of a person')
  })

  test('gives chest X-rays 15 captions', () => {
    const [effusion] = builtInCaptions('CHESTXRAY', ['effusion'])
    expect(effusion?.captions).toHaveLength(15)
    expect(effusion?.captions[14]?.text).toBe('a photo of a dark x-ray cropped')
  })

  test('refuses an unknown set and an unknown class, and says what there is', () => {
    expect(() => builtInCaptions('cifer', CIFAR10)).toThrow(ConfigError)
    expect(() => builtInCaptions('cifar', ['plane'])).toThrow(/no class "plane", expected airplane/)
  })
})
