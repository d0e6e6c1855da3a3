import { resolve } from 'node:path'
import { DEFAULT_TEMPLATE } from '../core/caption/caption-grammar.ts'
import { differenceCaptionScores, faithfulCaptionScores } from '../core/caption/caption-scores.ts'
import { hyperplaneOf } from '../core/direction/hyperplane.ts'
import { type Matrix, matrixRow } from '../core/vectors/matrix.ts'
import { loadTextEncoder, type TextEncoder } from '../encoders/text-encoder.ts'
import { scoreKind } from '../pipeline/caption/caption.ts'
import { foundDirections } from '../pipeline/caption/caption-context.ts'
import { listCaptions } from '../pipeline/caption/caption-list.ts'
import type { Run } from '../pipeline/run-folder/open-run.ts'
import { nearestExamples } from '../pipeline/show/explorer-vectors.ts'
import type { AskAnswer } from '../run/explorer.ts'

const NEAREST = 24

/** Answers sentences, or the reason why this run cannot. */
export type Asker =
  | { kind: 'can'; ask: (text: string) => Promise<AskAnswer> }
  | { kind: 'cannot'; why: string }

/** What answers need besides the sentence: made once, when the first is asked. */
interface Ready {
  encoder: TextEncoder
  /** Vector of the plain caption of each class with a direction. */
  references: ReadonlyMap<string, Float32Array>
}

/** Sets up asking: the text tower of the run's encoder is loaded with the first sentence and then kept. */
export function openAsker(run: Run): Asker {
  const { encoder } = run.manifest.config
  if (!encoder || !('model' in encoder)) {
    return {
      kind: 'cannot',
      why: 'This run was made without an encoder that knows text. Set encoder.model in the config to a model such as CLIP, and run again, to ask in words.',
    }
  }
  let ready: Promise<Ready> | undefined
  const ask = async (text: string): Promise<AskAnswer> => {
    ready ??= prepare(run).catch((error: Error) => {
      ready = undefined // a model that could not be fetched may be there the next time
      throw error
    })
    const { encoder, references } = await ready
    const vectors = await encoder.encodeTexts([text])
    return {
      text,
      directions: scoresOf(run, vectors, references),
      nearest: await nearestExamples(run, matrixRow(vectors, 0), NEAREST),
    }
  }
  return { kind: 'can', ask }
}

async function prepare(run: Run): Promise<Ready> {
  const { config, base } = run.manifest
  if (!config.encoder || !('model' in config.encoder)) throw new Error('no text encoder')
  const baseFolder = resolve(run.folder, base)
  const encoder = await loadTextEncoder(config.encoder, baseFolder)
  const classes = foundDirections(run).map((found) => found.class)
  const captions = config.captions ?? { template: DEFAULT_TEMPLATE }
  const list = await listCaptions(captions, classes, config.method.profile, baseFolder)
  const texts = list.classes.map(({ reference }) => list.texts[reference] ?? '')
  const encoded = await encoder.encodeTexts(texts)
  const references = list.classes.map((found, i) => [found.class, matrixRow(encoded, i)] as const)
  return { encoder, references: new Map(references) }
}

function scoresOf(run: Run, vectors: Matrix, references: Ready['references']) {
  const { captions, method } = run.manifest.config
  const score =
    scoreKind(captions ?? {}, method) === 'faithful'
      ? faithfulCaptionScores
      : differenceCaptionScores
  return foundDirections(run).flatMap(({ class: name, directions }) => {
    const reference = references.get(name)
    if (!reference) return []
    return directions.map((record) => ({
      class: name,
      direction: record.rank,
      score:
        score(hyperplaneOf(run.normals, record), run.standardizer, vectors, { reference })[0] ?? 0,
    }))
  })
}
