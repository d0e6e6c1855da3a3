import { hyponymClosure, loadWordNetNouns, type WordNetNouns } from '../../../io/wordnet/wordnet.ts'
import { type ClassCaptions, expandGrammar } from './caption-grammar.ts'
import { EXCLUDED_NOUNS } from './excluded-nouns.ts'
import { findClass } from './find-class.ts'
import { ADJECTIVES, BACKGROUNDS } from './shared-words.ts'

interface Cifar10Class {
  /** WordNet concepts whose narrower nouns name the class. */
  roots: readonly string[]
  /** Prepositions beside the shared backgrounds. */
  extra: readonly string[]
}

const PET = ['on the grass', 'in a house', 'in the snow', 'in the forest']
const ROAD = ['on the road', 'parked']

const CLASSES: Readonly<Record<string, Cifar10Class>> = {
  airplane: {
    roots: ['airplane.n.01'],
    extra: ['flying', 'in the air', 'on the tarmac', 'on a road'],
  },
  automobile: { roots: ['car.n.01'], extra: ROAD },
  bird: { roots: ['bird.n.01'], extra: ['flying', 'perched', 'in the air', 'on the ground'] },
  cat: { roots: ['cat.n.01'], extra: PET },
  deer: {
    roots: ['deer.n.01', 'antelope.n.01'],
    extra: ['in a field', 'in the grass', 'in the snow', 'in a forest'],
  },
  dog: { roots: ['dog.n.01'], extra: PET },
  frog: { roots: ['frog.n.01'], extra: ['in the grass', 'in a pond'] },
  horse: { roots: ['horse.n.01'], extra: ['in a field', 'in the grass'] },
  ship: {
    roots: ['boat.n.01', 'ship.n.01'],
    extra: ['in the ocean', 'docked', 'in the water', 'on the horizon'],
  },
  truck: { roots: ['truck.n.01'], extra: ROAD },
}

/** Colours, backgrounds and every noun that WordNet 3.0 puts below the class: 112,752 captions for all ten classes. */
export function cifar10Captions(classes: readonly string[]): ClassCaptions[] {
  const nouns = loadWordNetNouns()
  return expand(classes, (_, { roots }) => classNouns(nouns, roots))
}

/** The same with one noun, the class's own name: 1,008 captions for all ten classes. */
export function cifar10SimpleCaptions(classes: readonly string[]): ClassCaptions[] {
  return expand(classes, (name) => [name])
}

/**
 * Names below some concepts, of those concepts that are the first sense of their head word; sorted, as the paper's own
 * order is that of a set.
 */
function classNouns(nouns: WordNetNouns, roots: readonly string[]): string[] {
  const names = roots
    .flatMap((root) => hyponymClosure(nouns, root))
    .filter(({ name }) => name.endsWith('n.01'))
    .map(({ lemmas: [head = ''] }) => head.toLowerCase().replaceAll('_', ' '))
  return [...new Set(names)].filter((name) => !EXCLUDED_NOUNS.has(name)).sort()
}

function expand(
  classes: readonly string[],
  nounsOf: (name: string, parts: Cifar10Class) => string[],
): ClassCaptions[] {
  const known = Object.keys(CLASSES)
  return classes.map((name) => {
    const found = findClass('cifar', known, name)
    const parts = CLASSES[found] ?? { roots: [], extra: [] }
    const captions = expandGrammar({
      nouns: nounsOf(found, parts),
      adjectives: ADJECTIVES,
      prepositions: [...BACKGROUNDS, ...parts.extra],
    })
    return { class: name, reference: `a photo of a ${found}`, captions }
  })
}
