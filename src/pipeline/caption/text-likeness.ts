import { centredUnitRows } from '../../core/caption/caption-correlations.ts'
import { presenceIn } from '../../core/caption/caption-presence.ts'
import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { type Random, randomSource } from '../../core/vectors/random.ts'

/** Images that a text is compared with: the nearest of all. */
const NEAREST = 10
/** Strings of random letters that a text must be nearer to the images than. */
const STRINGS = 40

/** Strings of two or three "words" of random letters: they say nothing, in any language. */
export function randomStrings(random: Random = randomSource('random strings')): string[] {
  const letter = () => String.fromCharCode(97 + Math.floor(26 * random()))
  const word = () => Array.from({ length: 4 + Math.floor(4 * random()) }, letter).join('')
  return Array.from({ length: STRINGS }, () =>
    Array.from({ length: 2 + Math.floor(2 * random()) }, word).join(' '),
  )
}

/** What texts are compared with before anything is concluded from them. */
export interface LikenessContext {
  /** Raw embeddings of images of all classes, float32[n, d]. */
  images: Matrix
  /** Caption vectors, float32[m, d]: what the data could also be described as. */
  vocabulary: Matrix
  /** Vectors of {@link randomStrings}; undefined where there is no text tower. */
  strings: Matrix | undefined
}

/** A text, how it is encoded, and which of its words the encoder does not know. */
export interface EncodedText {
  text: string
  /** float32[d]. */
  vector: Float32Array
  unknownWords: readonly string[]
}

/**
 * Tells of texts why they are like nothing in the data, null if they are like something: the encoder does not know their
 * words, their nearest images are no nearer than those of random letters, or other captions describe these images better.
 */
export function likenessTo({
  images,
  vocabulary,
  strings,
}: LikenessContext): (text: EncodedText) => string | null {
  const rows = Array.from({ length: vocabulary.rows }, (_, row) => row)
  const presence = presenceIn(centredUnitRows(images), vocabulary, rows)
  const similarity = (vector: Float32Array) => meanOfNearest(cosinesWith(images, vector))
  const noise = strings
    ? Array.from({ length: strings.rows }, (_, row) => similarity(matrixRow(strings, row)))
    : []
  const highest = Math.max(...noise)
  return ({ vector, unknownWords }) => {
    if (unknownWords.length > 0) {
      return `the text encoder does not know ${unknownWords.map((word) => `"${word}"`).join(', ')}`
    }
    const own = similarity(vector)
    if (own <= highest) {
      return `its nearest images are no nearer (${own.toFixed(3)}) than those of random letters (up to ${highest.toFixed(3)})`
    }
    const { present, better } = presence(vector)
    if (present || vocabulary.rows === 0) return null
    return `${better} of ${vocabulary.rows} captions describe its nearest images better`
  }
}

function meanOfNearest(cosines: Float64Array): number {
  const nearest = cosines.toSorted().slice(-NEAREST)
  return nearest.reduce((sum, value) => sum + value, 0) / Math.max(1, nearest.length)
}
