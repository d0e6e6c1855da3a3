import { presenceIn } from '../../core/caption/caption-presence.ts'
import { centredUnitRows } from '../../core/caption/leanings.ts'
import { cosinesWith } from '../../core/vectors/count-nearest.ts'
import { type Matrix, matrixRow } from '../../core/vectors/matrix.ts'
import { type Random, randomSource } from '../../core/vectors/random.ts'
import { unitRows } from '../../core/vectors/unit-rows.ts'

/** Images that a text is compared with: the nearest of all. */
const NEAREST = 10
/** Share of the captions that may describe its nearest images better as they are. */
const SHARE = 1 / 3
/** Images that a text with a word of its own must come near to: the nearest of all. */
const FEW_NEAREST = 3
/** Share of the images that may be further from the captions that describe them. */
const FURTHEST = 0.01
/** How many captions are taken to describe an image: those nearest to it. */
const DESCRIBING = 5
/** Share of the captions that may describe its nearest images better as they are, and no fewer than twelve. */
const NEW_SHARE = 0.05
/** Images and captions that tell how near captions come, drawn evenly from more. */
const LEVEL_IMAGES = 1000
const LEVEL_CAPTIONS = 1000
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
  /** Content words of each of those captions. */
  words: readonly (readonly string[])[]
  /** Vectors of {@link randomStrings}; undefined where there is no text tower. */
  strings: Matrix | undefined
}

/** A text and how it is encoded. */
export interface EncodedText {
  text: string
  /** float32[d]. */
  vector: Float32Array
  /** Words that the encoder does not know. */
  unknownWords: readonly string[]
  /** Its content words. */
  words: readonly string[]
}

/**
 * Tells of texts why they are like nothing in the data, null if they are like something: the encoder does not know their
 * words, their nearest images are no nearer than those of random letters, or other captions describe these images better.
 *
 * Better is told twice. Seen from their means, texts and images differ by what only some of them show: it finds "in the
 * snow" among the dogs, and takes an elephant in the snow for it. As they are, nearly every caption of dogs describes a
 * picture of a dog better than a sentence about elephants does; but of a sentence that says little, some that say more do too.
 * What says little also comes less near than what says more. So how near it comes counts only of a sentence that has a word
 * which no caption that describes an image has: of an elephant, where all pictures are of dogs.
 */
export function likenessTo({
  images,
  vocabulary,
  words: captionWords,
  strings,
}: LikenessContext): (text: EncodedText) => string | null {
  const rows = Array.from({ length: vocabulary.rows }, (_, row) => row)
  const apart = presenceIn(centredUnitRows(images), vocabulary, rows)
  const whole = presenceIn(unitRows(images), vocabulary, rows, new Float64Array(images.cols))
  const noise = Array.from({ length: strings?.rows ?? 0 }, (_, row) =>
    meanOfNearest(cosinesWith(images, matrixRow(strings ?? images, row)), NEAREST),
  )
  const highest = Math.max(...noise)
  let described: Described | undefined
  return ({ vector, unknownWords, words }) => {
    if (unknownWords.length > 0) {
      return `the text encoder does not know ${unknownWords.map((word) => `"${word}"`).join(', ')}`
    }
    const cosines = cosinesWith(images, vector)
    const own = meanOfNearest(cosines, NEAREST)
    if (own <= highest) {
      return `its nearest images are no nearer (${own.toFixed(3)}) than those of random letters (up to ${highest.toFixed(3)})`
    }
    if (vocabulary.rows === 0) return null
    const [plain, centred] = [whole(vector), apart(vector)]
    if (!plain.present && plain.better > NEW_SHARE * plain.of) {
      described ??= describedBy(images, vocabulary, captionWords)
      const { said, level } = described
      const near = meanOfNearest(cosines, FEW_NEAREST)
      const newWords = words.filter((word) => !said.has(word)).map((word) => `"${word}"`)
      if (newWords.length > 0 && near < level) {
        return `no caption that describes an image says ${newWords.join(' or ')}, and its nearest images come less near (${near.toFixed(3)}) than images do to such captions (${level.toFixed(3)} and more)`
      }
    }
    const isFar = plain.better > SHARE * plain.of
    if (!isFar && (plain.present || centred.present)) return null
    const { better, of } = isFar ? plain : centred
    return `${better} of ${of} captions describe its nearest images better`
  }
}

/** What is said of images by the captions nearest to them. */
interface Described {
  /** Words of these captions. */
  said: ReadonlySet<string>
  /** How near an image comes at least to the furthest of them, but for one image in a hundred. */
  level: number
}

function describedBy(
  images: Matrix,
  vocabulary: Matrix,
  words: readonly (readonly string[])[],
): Described {
  const captions = spread(vocabulary.rows, LEVEL_CAPTIONS)
  const taken = spread(images.rows, LEVEL_IMAGES)
  const cosines = captions.map((row) => cosinesWith(images, matrixRow(vocabulary, row), taken))
  const said = new Set<string>()
  const levels = Float64Array.from(taken, (_, image) => {
    const own = Float64Array.from(cosines, (of) => of[image] ?? 0)
    const least = own.toSorted()[Math.max(0, own.length - DESCRIBING)] ?? 0
    for (const [k, row] of captions.entries())
      if ((own[k] ?? 0) >= least) for (const word of words[row] ?? []) said.add(word)
    return least
  }).sort()
  return { said, level: levels[Math.floor(FURTHEST * levels.length)] ?? 0 }
}

/** Numbers 0 to n - 1, or so many of them, evenly spread. */
export const spread = (n: number, most: number): number[] =>
  Array.from({ length: Math.min(n, most) }, (_, i) => Math.floor(i * Math.max(1, n / most)))

function meanOfNearest(cosines: Float64Array, count: number): number {
  const nearest = cosines.toSorted().slice(-count)
  return nearest.reduce((sum, value) => sum + value, 0) / Math.max(1, nearest.length)
}
