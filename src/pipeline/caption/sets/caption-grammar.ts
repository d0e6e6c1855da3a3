/**
 * What a caption adds to the plain name of its class: of a grammar the noun, one part more, or both; of the default
 * vocabulary a scene, something of the whole image, or an attribute; a hypothesis of a model; a user's own sentence.
 */
export type CaptionKind =
  | 'all'
  | 'noun'
  | 'adjective'
  | 'preposition'
  | 'reference'
  | 'scene'
  | 'image'
  | 'attribute'
  | 'hypothesis'
  | 'user'

export interface Caption {
  text: string
  kind: CaptionKind
  /** What it is made of, as words: its noun, adjective and phrase. Captions that share a part are tested together. */
  parts: readonly string[]
}

/** The captions that may describe a direction of one class, and the plain one that they are compared with. */
export interface ClassCaptions {
  class: string
  reference: string
  captions: Caption[]
}

export interface CaptionGrammar {
  nouns: readonly string[]
  /** An empty string stands for none. @default [''] */
  adjectives?: readonly string[]
  /** Phrases behind the noun, an empty string for none. @default [''] */
  prepositions?: readonly string[]
  /** With the places {adjective}, {noun} and {preposition}. @default 'a photo of a {adjective} {noun} {preposition}' */
  template?: string
}

const DEFAULT_TEMPLATE = 'a photo of a {adjective} {noun} {preposition}'

/**
 * Every sentence of a grammar: nouns outside, then adjectives, then prepositions inside.
 *
 * @param grammar - Its parts; a part that is empty leaves no gap.
 * @returns nouns x adjectives x prepositions captions, in that fixed order.
 * @see Jain et al. 2023, section 3: captions of the form "a photo of a <adjective> <noun> <prepositional phrase>".
 * @example
 * expandGrammar({ nouns: ['dog'], adjectives: ['', 'orange'] }).map(({ text }) => text) // => ["a photo of a dog", "a photo of a orange dog"]
 */
export function expandGrammar({
  nouns,
  adjectives = [''],
  prepositions = [''],
  template = DEFAULT_TEMPLATE,
}: CaptionGrammar): Caption[] {
  return nouns.flatMap((noun) =>
    adjectives.flatMap((adjective) =>
      prepositions.map((preposition) => ({
        text: fillTemplate(template, { adjective, noun, preposition }),
        kind: kindOf(adjective, preposition),
        parts: [adjective, noun, preposition].filter((part) => part !== ''),
      })),
    ),
  )
}

/**
 * A template with words at its places, without gaps where a word is empty.
 *
 * @param template - Text with places in braces; a place without a word stays as it is.
 * @param words - A word for each place.
 * @example
 * fillTemplate('a photo of a {adjective} {noun}', { adjective: '', noun: 'cat' }) // => 'a photo of a cat'
 */
export function fillTemplate(template: string, words: Readonly<Record<string, string>>): string {
  const filled = template.replace(/\{(\w+)\}/g, (place, name) => words[name] ?? place)
  return filled.replace(/\s+/g, ' ').trim()
}

/**
 * A sentence with `an` in place of `a` where the next word begins with the sound of a vowel.
 *
 * @example
 * withArticles('a photo of a orange fish on a x-ray of a unicorn') // => 'a photo of an orange fish on an x-ray of a unicorn'
 */
export function withArticles(text: string): string {
  return text.replace(/\ba (?=([\w-]+))/gi, (article, word) =>
    soundsLikeVowel(word) ? `${article[0]}n ` : article,
  )
}

function soundsLikeVowel(word: string): boolean {
  if (/^(eu|ewe|one\b|once|u\b|uni(?!n)|u[krs][aeu])/i.test(word)) return false
  return /^([aeio]|u|x-|hour|honest|heir)/i.test(word)
}

function kindOf(adjective: string, preposition: string): CaptionKind {
  if (adjective && preposition) return 'all'
  if (adjective) return 'adjective'
  return preposition ? 'preposition' : 'noun'
}
