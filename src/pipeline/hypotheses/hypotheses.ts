import { setTimeout as wait } from 'node:timers/promises'
import { nameDirection } from '../../core/caption/name-direction.ts'
import { decisionValues, hyperplaneOf } from '../../core/direction/hyperplane.ts'
import { matrixRow } from '../../core/vectors/matrix.ts'
import { randomSource } from '../../core/vectors/random.ts'
import { orderOf } from '../../core/vectors/vector.ts'
import type { Effects } from '../../run/effects.ts'
import { ConfigError, RunError } from '../../run/errors.ts'
import { classImages, foundDirections, rowsOfClass } from '../caption/caption-context.ts'
import { contradictsClass } from '../caption/caption-contradiction.ts'
import { unknownContent } from '../caption/caption-words.ts'
import { type OpenedCaptions, openCaptions } from '../caption/open-captions.ts'
import { scoreCaptions } from '../caption/score-captions.ts'
import { withSentences } from '../caption/with-sentences.ts'
import { askServer, following, type JsonServer, type Patience } from '../generate/ask-server.ts'
import { contactSheet } from '../interventions/contact-sheet.ts'
import type { Run } from '../run-folder/open-run.ts'
import { MOST_HYPOTHESES, readHypotheses } from './read-hypotheses.ts'

/** Pictures of each end that a model is shown. */
const SHOWN = 30

/** The two ends of a direction, as PNG contact sheets of images of the fit. */
export interface Sheets {
  class: string
  direction: number
  hard: Uint8Array
  easy: Uint8Array
}

/** A phrase of a model, and what images that it has not seen say of it. */
export interface Hypothesis {
  class: string
  direction: number
  /** The sentence that was judged. */
  text: string
  /** Held-out images prove it as a name of the hard side; else it is refused. */
  claimed: boolean
  /** One plain sentence. */
  reason: string
  /** The words that carry it. */
  part: string | null
  /** One-sided, of the sentence and of the part that carries it; null = it was not among the first that are tested. */
  p: number | null
}

/**
 * What a vision-language model would be shown: a request a direction, with the hardest and the easiest images of the fit.
 * Nothing is sent.
 *
 * @throws RunError if the run has no direction, or no thumbnails.
 */
export async function planHypotheses(run: Run): Promise<Sheets[]> {
  const captions = await openCaptions(run)
  const { parts, config } = captions
  try {
    const sheets: Sheets[] = []
    for (const { class: name, label, directions } of foundDirections(parts)) {
      const rows = rowsOfClass(parts.examples, label, config.method.fitSplit)
      const embeddings = await parts.readRows(rows)
      for (const record of directions) {
        const plane = hyperplaneOf(parts.normals, record)
        const values = decisionValues(plane, parts.standardizer, embeddings)
        const order = orderOf(values)
        const sheet = (title: string, places: readonly number[]) =>
          contactSheet(run, [{ title, rows: places.map((place) => rows[place] ?? 0) }])
        const hard = await sheet('A', order.slice(0, SHOWN))
        const easy = await sheet('B', order.toReversed().slice(0, SHOWN))
        if (hard && easy) sheets.push({ class: name, direction: record.rank, hard, easy })
      }
    }
    if (sheets.length > 0) return sheets
    throw new RunError('Cannot ask for hypotheses: the run has no direction with thumbnails', {
      folder: run.folder,
    })
  } finally {
    await captions.close()
  }
}

/**
 * Has a vision-language model look at the two ends of each direction, and proves what it says on images that it has not
 * seen, among the captions of the run.
 *
 * What comes back is text: it is encoded, scored, and shown, and nothing else. A model's phrase that is not proven is
 * listed as refused.
 *
 * @param sheets - As planned; they leave the machine.
 */
export async function askHypotheses(
  run: Run,
  sheets: readonly Sheets[],
  server: JsonServer,
  { model, patience }: { model: string; patience?: Partial<Patience> },
  effects: Effects = {},
): Promise<Hypothesis[]> {
  const captions = await openCaptions(run, effects)
  const { signal, release } = following(effects.signal)
  try {
    if (captions.tower === undefined) {
      throw new ConfigError('Cannot judge hypotheses: the run has no text encoder', {
        hint: 'set encoder.model or captions.encoder in the config',
      })
    }
    const sleep = (ms: number) => wait(ms, undefined, { signal })
    const full = { retries: 5, backoffMs: 1000, timeoutMs: 300_000, ...patience }
    const hypotheses: Hypothesis[] = []
    for (const [done, sheet] of sheets.entries()) {
      effects.onProgress?.({ step: 'hypotheses', done, total: sheets.length, unit: 'directions' })
      const read = async (answer: unknown) => readHypotheses(answer)
      const body = requestOf(model, sheet)
      const { phrases } = await askServer(server, body, read, full, sleep, signal)
      hypotheses.push(...(await judge(captions, sheet, phrases, effects)))
    }
    return hypotheses
  } finally {
    release()
    await captions.close()
  }
}

function requestOf(model: string, { class: name, hard, easy }: Sheets) {
  const image = (bytes: Uint8Array) => ({
    type: 'image_url',
    image_url: { url: `data:image/png;base64,${Buffer.from(bytes).toString('base64')}` },
  })
  const text = `Both contact sheets show images of the class ${JSON.stringify(name)}. What do images of sheet A share that images of sheet B lack? Answer with a JSON list of at most ${MOST_HYPOTHESES} short phrases that complete "a photo of a ${name} ...", such as ["in the snow", "seen from behind"], and nothing else.`
  return {
    model,
    messages: [{ role: 'user', content: [{ type: 'text', text }, image(hard), image(easy)] }],
  }
}

async function judge(
  { config, parts, list, vectors, tower, score }: OpenedCaptions,
  { class: name, direction }: Sheets,
  phrases: readonly string[],
  effects: Effects,
): Promise<Hypothesis[]> {
  const at = list.classes.findIndex((listed) => listed.class === name)
  const own = list.classes[at]
  const found = foundDirections(parts).find((entry) => entry.class === name)
  const record = found?.directions.find(({ rank }) => rank === direction)
  if (!own || !found || !record || !tower || phrases.length === 0) return []
  const plain = name.replaceAll('_', ' ')
  const texts = phrases.map((phrase) => `a photo of a ${plain} ${phrase}`)
  const added = await tower.encodeTexts(texts, effects)
  const { method, seed } = config
  const sentences = texts.map((text, i) => ({ text, vector: matrixRow(added, i) }))
  const captions = withSentences(list, own, vectors.vectors, sentences)
  const plane = hyperplaneOf(parts.normals, record)
  const fit = await classImages(parts, found.label, method.fitSplit)
  const heldOut = await classImages(parts, found.label, method.heldOutSplit)
  const reference = vectors.references[at] ?? []
  const scored = { plane, standardizer: parts.standardizer, fit, reference }
  const places = texts.map((_, i) => own.rows.length + i)
  const scores = scoreCaptions(score, scored, captions, captions.rows, places)
  const judged = nameDirection(scores, captions, fit, heldOut, {
    signed: score !== 'faithful',
    merge: false,
    contradicts: (text) => contradictsClass(text, name, parts.examples.classes),
    random: randomSource(seed, 'hypotheses', name, direction),
  }).filter(({ side }) => side === 'hard')
  return texts.map((text, i) => {
    const verdict = judged.find(({ index }) => index === places[i])
    const unknown = unknownContent(phrases[i] ?? '', tower.unknownWords)
    const claimed = verdict?.claimed === true && unknown.length === 0
    const p =
      verdict?.correlationP === undefined
        ? null
        : Math.max(verdict.correlationP, verdict.partP ?? 0)
    const reason = claimed
      ? 'held-out images prove it'
      : unknown.length > 0
        ? `the text encoder does not know ${unknown.map((word) => JSON.stringify(word)).join(', ')}`
        : verdict === undefined
          ? 'other captions go better with the hard images'
          : verdict.contradicts
            ? 'it names another class'
            : verdict.present
              ? 'held-out images do not prove it'
              : 'the images show only something like it'
    const part = list.parts[verdict?.part ?? -1] ?? null
    return { class: name, direction, text, claimed, reason, part, p }
  })
}
