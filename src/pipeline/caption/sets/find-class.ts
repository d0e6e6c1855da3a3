import { ConfigError } from '../../../run/errors.ts'

/**
 * The class that a built-in set has for a name, in any writing: case, underscores and dashes do not count.
 *
 * @throws ConfigError if it has none.
 */
export function findClass(set: string, known: readonly string[], name: string): string {
  const plain = plainName(name)
  const found = known.find((candidate) => plainName(candidate) === plain)
  if (found !== undefined) return found
  const some = known.slice(0, 20).join(', ')
  throw new ConfigError(
    `Cannot use caption set "${set}": it has no class "${name}", expected ${some}${known.length > 20 ? ', ...' : ''}`,
    { hint: 'give captions as nouns, adjectives and prepositions, or as texts' },
  )
}

const plainName = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, ' ')
