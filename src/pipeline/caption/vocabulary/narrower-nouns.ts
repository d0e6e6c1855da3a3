import { loadWordNetNouns, type Synset, type WordNetNouns } from '../../../io/wordnet/wordnet.ts'
import { DataError } from '../../../run/errors.ts'
import { EXCLUDED_NOUNS } from '../sets/excluded-nouns.ts'

/** Narrower nouns of a class that are tried: the nearest. */
const MOST = 100

/**
 * The nouns that WordNet 3.0 puts below some class names, the nearest first, at most 100 a class: only those that have
 * their word's first sense. A name of several words that WordNet does not know counts by its last word; one that it does
 * not know at all has none.
 */
export function narrowerNouns(names: readonly string[]): string[][] {
  const nouns = loadWordNetNouns()
  return names.map((name) => {
    const concept = conceptOf(nouns, name) ?? conceptOf(nouns, name.split(' ').at(-1) ?? '')
    return concept ? below(nouns, concept, name) : []
  })
}

function conceptOf(nouns: WordNetNouns, name: string): Synset | undefined {
  try {
    return nouns.byName(`${name.toLowerCase().replaceAll(' ', '_')}.n.01`)
  } catch (error) {
    if (error instanceof DataError) return undefined
    throw error
  }
}

/** Breadth first, so that broad words come before rare ones. */
function below(nouns: WordNetNouns, root: Synset, name: string): string[] {
  const seen = new Set([root.offset])
  const found = new Set<string>()
  for (let level = [root]; level.length > 0 && found.size < MOST; ) {
    const next: Synset[] = []
    for (const { hyponyms } of level) {
      for (const offset of hyponyms) {
        if (seen.has(offset)) continue
        seen.add(offset)
        next.push(nouns.byOffset(offset))
      }
    }
    for (const { name: sense, lemmas } of next) {
      const noun = (lemmas[0] ?? '').toLowerCase().replaceAll('_', ' ')
      if (sense.endsWith('n.01') && !EXCLUDED_NOUNS.has(noun) && noun !== name.toLowerCase())
        found.add(noun)
    }
    level = next
  }
  return [...found].slice(0, MOST)
}
