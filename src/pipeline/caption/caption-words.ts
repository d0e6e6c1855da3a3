/** English words that say nothing about what an image shows. */
const EMPTY = new Set(
  `a an the this that these those it its he his him she her hers they their them we our you your who which whose what
  is are was were be been being am has have had having do does did doing can could will would may might must shall should
  and or but nor so as than then of in on at to from by with without into onto off out up down over under above below
  near next beside between behind across along around against through during for about while where when there here
  some any no not other another each every both all few many much more most very just only also too
  photo photograph picture image drawing painting`.split(/\s+/),
)

/**
 * The words of a sentence that can carry it as a name, each once: lower case, without plural s, without those that say
 * nothing about an image. A sentence that has no such word has no parts.
 *
 * @example
 * contentWords('A dog runs in the snow') // => ['dog', 'run', 'snow']
 */
export function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return [...new Set(words.filter((word) => !EMPTY.has(word)).map(withoutPlural))]
}

const withoutPlural = (word: string): string =>
  word.length > 3 ? word.replace(/(?<![su])s$/, '') : word

/** Words of a sentence that say something about an image and that a text encoder does not know. */
export function unknownContent(text: string, unknownWords: (text: string) => string[]): string[] {
  return unknownWords(text).filter((word) => contentWords(word).length > 0)
}
