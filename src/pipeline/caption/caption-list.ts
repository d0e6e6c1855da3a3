import { resolve } from 'node:path'
import { readText } from '../../io/files/text-encoding.ts'
import type { CaptionsConfig } from '../../run/config.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import { contentWords } from './caption-words.ts'
import { builtInCaptions } from './sets/built-in-sets.ts'
import {
  type Caption,
  type ClassCaptions,
  expandGrammar,
  fillTemplate,
  withArticles,
} from './sets/caption-grammar.ts'
import { narrowerNouns } from './vocabulary/narrower-nouns.ts'
import { vocabularyOf } from './vocabulary/vocabulary.ts'

/** The captions of one class, as rows of one list. */
export interface ListedClass {
  class: string
  /** Row of each caption, int32[m]. */
  rows: Int32Array
  kinds: Caption['kind'][]
  /** Numbers of the parts of each caption, places in the list's `parts`. */
  parts: number[][]
  /** Row of the reference. */
  reference: number
}

/** Every caption of a run once, in the order of its text vectors. */
export interface CaptionList {
  /**
   * The captions of all classes in order of first appearance, then the references that are not among them. A user's own
   * list of texts stands first as it is, duplicates included, so that its vectors need no reordering.
   */
  texts: string[]
  /** Every part that captions are made of: words, phrases. */
  parts: string[]
  /** So many of the texts are captions; references may follow. */
  captions: number
  classes: ListedClass[]
}

/** Name of the set that is used where a config names no captions. */
const DEFAULT_SET = 'default'

/**
 * The captions that a config asks for; where it names none, the default vocabulary.
 *
 * @param profile - `faithful` writes "a" before vowels too, as the paper does; `robust` writes "an". A user's own texts
 *   stay as they are.
 * @param isKnown - Whether a text encoder knows the words of a phrase: the default vocabulary leaves others out.
 * @throws ConfigError if the section names more than one source; DataError if a file cannot be read.
 */
export async function listCaptions(
  config: CaptionsConfig = {},
  classes: readonly string[],
  profile: 'faithful' | 'robust',
  baseFolder: string,
  isKnown: (phrase: string) => boolean = () => true,
): Promise<CaptionList> {
  checkOneSource(config)
  const article = profile === 'robust' ? withArticles : (text: string) => text
  const own = await ownTexts(config, baseFolder)
  const ownSets = own ? ownCaptions(own, classes) : []
  const sets = isDefault(config)
    ? defaultCaptions(classes, ownSets, isKnown).map((set) => withArticle(set, article))
    : own
      ? ownSets
      : (config.set === undefined
          ? grammarCaptions(config, classes)
          : builtInCaptions(config.set, classes)
        ).map((set) => withArticle(set, article))
  const template = config.reference
  const withReferences = sets.map((set) => {
    const reference = template
      ? fillTemplate(template, { class: plainName(set.class) })
      : article(set.reference)
    const isCandidate = ({ text, kind }: Caption) => kind !== 'user' || text !== reference
    return { ...set, reference, captions: set.captions.filter(isCandidate) }
  })
  return numberTexts(withReferences, Array.isArray(own) && !isDefault(config) ? own : [])
}

/** Texts from the config or its file: one list for all classes, or a list a class. */
async function ownTexts(
  { texts, file }: CaptionsConfig,
  baseFolder: string,
): Promise<string[] | Record<string, string[]> | undefined> {
  if (texts) return texts
  if (file === undefined) return undefined
  const path = resolve(baseFolder, file)
  const content = await readText(path)
  if (!/^\s*[[{]/.test(content)) return content.split(/\r?\n/).filter((line) => line.trim() !== '')
  return parseCaptions(content, path)
}

function parseCaptions(content: string, path: string): string[] | Record<string, string[]> {
  const refuse = (found: string) =>
    new DataError(
      `Cannot read captions "${path}": ${found}, expected a list of texts or {class: [texts]}`,
      { path },
    )
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch (cause) {
    throw refuse(`not JSON, ${(cause as Error).message}`)
  }
  const isTexts = (list: unknown): list is string[] =>
    Array.isArray(list) && list.every((text) => typeof text === 'string')
  if (isTexts(value)) return value
  const entries = Object.entries(value as object)
  if (!Array.isArray(value) && entries.every(([, list]) => isTexts(list))) {
    return Object.fromEntries(entries)
  }
  throw refuse('something else')
}

function ownCaptions(
  own: string[] | Record<string, string[]>,
  classes: readonly string[],
): ClassCaptions[] {
  return classes.map((name) => {
    const texts = Array.isArray(own) ? own : Object.hasOwn(own, name) ? own[name] : undefined
    if (texts === undefined || texts.length === 0) {
      throw new ConfigError(`Cannot caption class "${name}": no captions for it`, {
        hint: 'give texts for every class',
      })
    }
    const captions = [...new Set(texts)].map((text) => ({
      text,
      kind: 'user' as const,
      parts: contentWords(text),
    }))
    return { class: name, reference: `a photo of a ${plainName(name)}`, captions }
  })
}

/** Whether a config's captions are those of the default vocabulary, with or without texts of the user's own. */
export function isDefault(config: CaptionsConfig = {}): boolean {
  return config.set === DEFAULT_SET || sourcesOf(config).length === 0
}

function defaultCaptions(
  classes: readonly string[],
  own: readonly ClassCaptions[],
  isKnown: (phrase: string) => boolean,
): ClassCaptions[] {
  const names = classes.map(plainName)
  const nouns = narrowerNouns(names)
  return classes.map((name, at) => {
    const plain = names[at] ?? name
    const phrases = vocabularyOf(plain, nouns[at] ?? []).filter(({ parts }) => parts.every(isKnown))
    const captions = [...(own[at]?.captions ?? []), ...phrases]
    return { class: name, reference: `a photo of a ${plain}`, captions }
  })
}

function grammarCaptions(config: CaptionsConfig, classes: readonly string[]): ClassCaptions[] {
  const { nouns, adjectives, prepositions, template } = config
  return classes.map((name) => {
    const own = Array.isArray(nouns) || nouns === undefined ? nouns : nouns[name]
    const captions = expandGrammar({
      nouns: own ?? [plainName(name)],
      ...(adjectives && { adjectives }),
      ...(prepositions && { prepositions }),
      ...(template && { template: fillTemplate(template, { class: plainName(name) }) }),
    })
    return { class: name, reference: `a photo of a ${plainName(name)}`, captions }
  })
}

function withArticle(set: ClassCaptions, article: (text: string) => string): ClassCaptions {
  const captions = set.captions.map((caption) => ({ ...caption, text: article(caption.text) }))
  return { ...set, captions }
}

/** Gives every text its row: own texts first, then captions as they come, then references. */
function numberTexts(sets: readonly ClassCaptions[], own: readonly string[]): CaptionList {
  const texts = [...own]
  const rows = new Map<string, number>()
  for (const [row, text] of own.entries()) if (!rows.has(text)) rows.set(text, row)
  const rowOf = (text: string): number => {
    const known = rows.get(text)
    if (known !== undefined) return known
    rows.set(text, texts.length)
    return texts.push(text) - 1
  }
  const numberOf = numbers()
  const captionRows = sets.map(({ captions }) =>
    Int32Array.from(captions, ({ text }) => rowOf(text)),
  )
  const captions = texts.length
  const classes = sets.map((set, index) => ({
    class: set.class,
    rows: captionRows[index] ?? new Int32Array(),
    kinds: set.captions.map(({ kind }) => kind),
    parts: set.captions.map(({ parts }) => parts.map(numberOf)),
    reference: rowOf(set.reference),
  }))
  return { texts, parts: numberOf.names, captions, classes }
}

/** Gives each name a number, 0 to k - 1, in order of first appearance. */
function numbers() {
  const names: string[] = []
  const known = new Map<string, number>()
  const numberOf = (name: string): number => {
    const number = known.get(name) ?? names.push(name) - 1
    known.set(name, number)
    return number
  }
  return Object.assign(numberOf, { names })
}

function checkOneSource(config: CaptionsConfig): void {
  const count = sourcesOf(config).length
  if (count <= 1) return
  throw new ConfigError(
    `Cannot caption: ${count} sources of captions, expected one of set, texts, file or a grammar (nouns, adjectives, prepositions, template)`,
    { hint: `texts or a file may stand beside "set": "${DEFAULT_SET}"` },
  )
}

/** What a config names captions by; texts beside the default set belong to it. */
function sourcesOf({ set, texts, file, ...grammar }: CaptionsConfig): unknown[] {
  const parts = [grammar.nouns, grammar.adjectives, grammar.prepositions, grammar.template]
  const own = [texts, file].filter((source) => source !== undefined)
  return [
    ...(set === undefined || (set === DEFAULT_SET && own.length === 1) ? [] : [set]),
    ...own,
    ...parts.filter((part) => part !== undefined).slice(0, 1),
  ]
}

const plainName = (name: string): string => name.replaceAll('_', ' ')
