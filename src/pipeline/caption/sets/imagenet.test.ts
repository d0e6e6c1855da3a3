import { describe, expect, test } from 'vitest'
import { imagenetCaptions } from './imagenet.ts'
import { IMAGENET_OFFSETS } from './imagenet-ids.ts'

const IDS = IMAGENET_OFFSETS.map((offset) => `n${String(offset).padStart(8, '0')}`)

/** Classes by noun: the figures of the paper's reference code under WordNet 3.0. */
const CLASSES_BY_NOUN = `
canine 130, device 124, invertebrate 61, bird 59, entity 59, structure 57, covering 43, wheeled vehicle 40, food 38,
equipment 37, reptile 36, implement 36, container 32, vessel 32, mammal 30, furniture 21, primate 20, fish 16, fruit 16,
feline 13, instrumentality 12, appliance 12, amphibian 9, bovid 9, geological formation 9, vehicle 7, fungus 7, rodent 6,
fabric 6, aquatic mammal 4, aircraft 4, marsupial 3, swine 3, bus 3, person 3, flower 2, train 1`

describe('imagenetCaptions()', () => {
  const sets = imagenetCaptions(IDS)
  const nouns = sets.map(({ captions }) => captions[0]?.text.replace('a photo of a ', '') ?? '')

  test('gives the thousand classes 143,650 captions', () => {
    expect(sets.reduce((sum, { captions }) => sum + captions.length, 0)).toBe(143_650)
  })

  test('names every class by the first broad word above it', () => {
    const counts = new Map<string, number>()
    for (const noun of nouns) counts.set(noun, (counts.get(noun) ?? 0) + 1)
    const listed = CLASSES_BY_NOUN.trim()
      .split(/,\s+/)
      .map((entry) => {
        const at = entry.lastIndexOf(' ')
        return [entry.slice(0, at), Number(entry.slice(at + 1))] as const
      })
    expect(counts).toEqual(new Map(listed))
    expect(nouns[0]).toBe('fish')
    expect(nouns.slice(151, 281).every((noun) => noun === 'canine')).toBe(true)
    expect([987, 988, 990, 998].map((id) => nouns[id])).toEqual(Array(4).fill('fruit'))
  })

  test('keeps the two cranes apart in the full list, and refers to each by its first synonym', () => {
    expect([nouns[134], nouns[517]]).toEqual(['bird', 'device'])
    expect([sets[134]?.reference, sets[517]?.reference]).toEqual(
      Array(2).fill('a photo of a crane'),
    )
  })

  test('finds a class by its first synonym', () => {
    const [tench] = imagenetCaptions(['great white shark'])
    expect(tench?.captions).toHaveLength(13 * 11)
    expect(tench?.reference).toBe('a photo of a great white shark')
  })
})
