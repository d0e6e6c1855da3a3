import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  type Caption,
  type ClassCaptions,
  expandGrammar,
  fillTemplate,
  withArticles,
} from '../../core/caption/caption-grammar.ts'
import type { CaptionsConfig } from '../../run/config.ts'
import { ConfigError, DataError } from '../../run/errors.ts'
import { builtInCaptions } from './sets/built-in-sets.ts'

/** The captions of one class, as rows of one list. */
export interface ListedClass {
  class: string
  /** Row of each caption, int32[m]. */
  rows: Int32Array
  kinds: Caption['kind'][]
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
  /** So many of the texts are captions; references may follow. */
  captions: number
  classes: ListedClass[]
}

/**
 * The captions that a config asks for.
 *
 * @param config - Section `captions`.
 * @param classes - Class names.
 * @param profile - `faithful` writes "a" before vowels too, as the paper does; `robust` writes "an". A user's own texts
 *   stay as they are.
 * @param baseFolder - What the config's paths are relative to.
 * @throws ConfigError if the section names no captions or more than one source; DataError if a file cannot be read.
 */
export async function listCaptions(
  config: CaptionsConfig,
  classes: readonly string[],
  profile: 'faithful' | 'robust',
  baseFolder: string,
): Promise<CaptionList> {
  checkOneSource(config)
  const article = profile === 'robust' ? withArticles : (text: string) => text
  const own = await ownTexts(config, baseFolder)
  const sets = own
    ? ownCaptions(own, classes)
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
  return numberTexts(withReferences, Array.isArray(own) ? own : [])
}

/** Texts from the config or its file: one list for all classes, or a list a class. */
async function ownTexts(
  { texts, file }: CaptionsConfig,
  baseFolder: string,
): Promise<string[] | Record<string, string[]> | undefined> {
  if (texts) return texts
  if (file === undefined) return undefined
  const path = resolve(baseFolder, file)
  const content = await readFile(path, 'utf8').catch((cause) => {
    throw new DataError(`Cannot read captions "${file}": ${cause.code ?? cause.message}`, {
      path,
      cause,
    })
  })
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
    const captions = [...new Set(texts)].map((text) => ({ text, kind: 'user' as const }))
    return { class: name, reference: `a photo of a ${plainName(name)}`, captions }
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
  const captions = set.captions.map(({ text, kind }) => ({ text: article(text), kind }))
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
  const captionRows = sets.map(({ captions }) =>
    Int32Array.from(captions, ({ text }) => rowOf(text)),
  )
  const captions = texts.length
  const classes = sets.map((set, index) => ({
    class: set.class,
    rows: captionRows[index] ?? new Int32Array(),
    kinds: set.captions.map(({ kind }) => kind),
    reference: rowOf(set.reference),
  }))
  return { texts, captions, classes }
}

function checkOneSource({ set, texts, file, ...grammar }: CaptionsConfig): void {
  const parts = [grammar.nouns, grammar.adjectives, grammar.prepositions, grammar.template]
  const given = [set, texts, file, parts.find((part) => part !== undefined)]
  const count = given.filter((source) => source !== undefined).length
  if (count === 1) return
  throw new ConfigError(
    `Cannot caption: ${count === 0 ? 'no' : count} sources of captions, expected one of set, texts, file or a grammar (nouns, adjectives, prepositions, template)`,
    { hint: 'for example "captions": { "adjectives": ["", "white", "black"] }' },
  )
}

const plainName = (name: string): string => name.replaceAll('_', ' ')
