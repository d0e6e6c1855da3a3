import { findHypernym, loadWordNetNouns, type Synset } from '../../../io/wordnet/wordnet.ts'
import { type ClassCaptions, expandGrammar } from './caption-grammar.ts'
import { findClass } from './find-class.ts'
import { IMAGENET_OFFSETS } from './imagenet-ids.ts'
import { ADJECTIVES, BACKGROUNDS, DESCRIPTORS } from './shared-words.ts'

/** Words of WordNet that stand for the classes below them, and their prepositions beside the shared backgrounds. */
const ANCESTORS: readonly (readonly [words: string, extra: string])[] = [
  ['reptile amphibian', 'in a tank; on the ground; on a rock; in the grass'],
  [
    'marsupial swine bovid feline canine rodent',
    'in the grass; in a house; in the forest; on the ground; with a person',
  ],
  ['fungus', 'on the ground; in the grass'],
  ['food', 'on a plate; on the ground; on a table; with a person'],
  ['geological_formation train mammal structure entity', ''],
  ['wheeled_vehicle bus vehicle', 'on the road; parked'],
  ['fruit flower', 'on a table; on the ground; on a tree; with a person; in the grass'],
  ['fish aquatic_mammal', 'in a tank; with a person; underwater'],
  ['person', 'in a house; on a field'],
  [
    'equipment instrumentality appliance container fabric covering device implement',
    'on a table; with a person; with a hand',
  ],
  ['primate', 'in a tree; on the ground; in the grass'],
  ['invertebrate', 'in the grass; on the ground; in a house'],
  ['bird', 'in the air; on the ground; in a cage; in the grass; flying; perched'],
  ['aircraft', 'in the air; on the ground'],
  ['furniture', 'in a house'],
  ['vessel', 'in the water; docked; in the ocean'],
]

/** Extra prepositions by ancestor. */
const EXTRA: ReadonlyMap<string, string[]> = new Map(
  ANCESTORS.flatMap(([words, extra]) =>
    words.split(' ').map((word) => [word, extra === '' ? [] : extra.split('; ')] as const),
  ),
)

/**
 * ImageNet: for each class the first of 37 broad words above it, with colours, descriptors, backgrounds and the word's own
 * prepositions; 143,650 captions for all 1,000 classes. Classes are named by id (`n01440764`) or by first synonym; a list
 * of 1,000 is taken in the data set's order, so that its two cranes stay two classes.
 */
export function imagenetCaptions(classes: readonly string[]): ClassCaptions[] {
  const nouns = loadWordNetNouns()
  const synsets = IMAGENET_OFFSETS.map(nouns.byOffset)
  const byName = new Map<string, Synset>()
  for (const synset of synsets.toReversed()) {
    byName.set(synset.lemmas[0] ?? '', synset).set(wordNetId(synset), synset)
  }
  const whole = classes.length === synsets.length
  return classes.map((name, index) => {
    const synset = whole
      ? synsets[index]
      : byName.get(findClass('imagenet', [...byName.keys()], name))
    if (synset === undefined)
      throw new RangeError(`Cannot caption class ${index}: expected 0 to 999`)
    const ancestor = findHypernym(nouns, synset, ({ lemmas: [head = ''] }) => EXTRA.has(head))
    const word = ancestor?.lemmas[0] ?? 'entity'
    const captions = expandGrammar({
      nouns: [word.replaceAll('_', ' ')],
      adjectives: [...ADJECTIVES, ...DESCRIPTORS],
      prepositions: [...BACKGROUNDS, ...(EXTRA.get(word) ?? [])],
    })
    const own = (synset.lemmas[0] ?? '').replaceAll('_', ' ')
    return { class: name, reference: `a photo of a ${own}`, captions }
  })
}

const wordNetId = ({ offset }: Synset): string => `n${String(offset).padStart(8, '0')}`
