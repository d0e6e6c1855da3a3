import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import type { TextEncoder } from '../../encoders/text-encoder.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError } from '../../run/errors.ts'
import { openRun, type Run } from '../run-folder/open-run.ts'
import { judgeText, type TextVerdict } from './caption-text.ts'
import { contentWords, unknownContent } from './caption-words.ts'
import { openCaptions } from './open-captions.ts'
import { type EncodedText, likenessTo, randomStrings, spread } from './text-likeness.ts'

/** Images of a run that texts are compared with, drawn evenly from a larger one. */
const COMPARED_IMAGES = 4000

/** What a run says about a sentence. */
export interface Answer {
  text: string
  /** Why it is like nothing in the data; null = the data shows what it says. */
  likeNothing: string | null
  /** One a direction that was found. */
  verdicts: TextVerdict[]
}

/** Answers sentences about one run. */
export interface Asker {
  ask: (text: string) => Promise<Answer & { /** float32[d]. */ vector: Float32Array }>
  close: () => Promise<void>
}

/**
 * What a finished run says about sentences of the user's own: score and rank under every direction, whether held-out
 * images prove them as names, and whether the data shows what they say at all.
 *
 * Sentences need the run's text encoder, unless they stand among captions with precomputed vectors.
 *
 * @param folder - The run folder.
 * @param texts - Sentences.
 * @returns An answer a sentence: what it is like is told even where the run has no direction.
 * @throws RunError if it is no finished run; ConfigError if there is nothing to embed a sentence with.
 * @example
 * await askCaptions('runs/faces', ['a photo of an old woman'])
 */
export async function askCaptions(
  folder: string,
  texts: readonly string[],
  effects: Effects = {},
): Promise<Answer[]> {
  const asker = await openAsker(await openRun(folder), effects)
  try {
    const answers: Answer[] = []
    for (const text of texts) {
      const { likeNothing, verdicts } = await asker.ask(text)
      answers.push({ text, likeNothing, verdicts })
    }
    return answers
  } finally {
    await asker.close()
  }
}

/** Prepares to answer sentences about a run: the captions to compare them with, and the text tower. */
export async function openAsker(run: Run, effects: Effects = {}): Promise<Asker> {
  const { config, parts, list, vectors, score, tower, close } = await openCaptions(run, effects)
  const { method, seed } = config
  const prepare = async () =>
    likenessTo({
      images: await parts.readRows(spread(run.examples.ids.length, COMPARED_IMAGES)),
      vocabulary: vectors.vectors,
      words: list.texts.map(contentWords),
      strings: tower && (await encodeStrings(tower)),
    })
  const likeness = await prepare().catch(async (error: unknown) => {
    await close()
    throw error
  })
  return {
    ask: async (text) => {
      const encoded = await encode(text, tower, list.texts, vectors.vectors)
      const likeNothing = likeness(encoded)
      const { vector } = encoded
      const question = { text, vector, score, method, seed, likeNothing }
      return {
        ...{ text, vector, likeNothing },
        verdicts: await judgeText(parts, list, vectors, question),
      }
    },
    close,
  }
}

/** Random letters, as far as the tower knows them: one that knows words alone reads them all as the same. */
async function encodeStrings(tower: TextEncoder): Promise<Matrix | undefined> {
  const known = randomStrings().filter((text) => tower.unknownWords(text).length === 0)
  return known.length > 0 ? tower.encodeTexts(known) : undefined
}

/** A text by the tower, else by its place in the list. */
async function encode(
  text: string,
  tower: TextEncoder | undefined,
  texts: readonly string[],
  vectors: Matrix,
): Promise<EncodedText> {
  const words = contentWords(text)
  if (tower) {
    const vector = matrixRow(await tower.encodeTexts([text]), 0)
    return { text, vector, words, unknownWords: unknownContent(text, tower.unknownWords) }
  }
  const row = texts.indexOf(text)
  if (row >= 0 && row < vectors.rows)
    return { text, vector: matrixRow(vectors, row), words, unknownWords: [] }
  throw new ConfigError(
    `Cannot judge "${text}": it is not among the captions with precomputed vectors, and the run has no text encoder`,
    { hint: 'set captions.encoder in the config, or ask for one of the captions of the run' },
  )
}
