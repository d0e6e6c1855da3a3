import { centredUnitRows } from '../../core/caption/caption-correlations.ts'
import { presenceIn } from '../../core/caption/caption-presence.ts'
import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { type Random, randomSource } from '../../core/vectors/random.ts'
import { unitRows } from '../../core/vectors/unit-rows.ts'

/** Images that a text is compared with: the nearest of all. */
const NEAREST = 10
/** Share of the captions that may describe its nearest images better as they are. */
const SHARE = 1 / 3
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
 *
 * Better is told twice. Seen from their means, texts and images differ by what only some of them show: it finds "in the
 * snow" among the dogs, and takes an elephant in the snow for it. As they are, nearly every caption of dogs describes a
 * picture of a dog better than a sentence about elephants does; but of a sentence that says little, some that say more do too.
 */
export function likenessTo({
  images,
  vocabulary,
  strings,
}: LikenessContext): (text: EncodedText) => string | null {
  const rows = Array.from({ length: vocabulary.rows }, (_, row) => row)
  const apart = presenceIn(centredUnitRows(images), vocabulary, rows)
  const whole = presenceIn(unitRows(images), vocabulary, rows, new Float64Array(images.cols))
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
    if (vocabulary.rows === 0) return null
    const [plain, centred] = [whole(vector), apart(vector)]
    const isFar = plain.better > SHARE * plain.of
    if (!isFar && (plain.present || centred.present)) return null
    const { better, of } = isFar ? plain : centred
    return `${better} of ${of} captions describe its nearest images better`
  }
}

function meanOfNearest(cosines: Float64Array): number {
  const nearest = cosines.toSorted().slice(-NEAREST)
  return nearest.reduce((sum, value) => sum + value, 0) / Math.max(1, nearest.length)
}
