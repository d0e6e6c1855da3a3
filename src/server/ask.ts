import { type Asker, openAsker } from '../pipeline/caption/ask-captions.ts'
import { textTowerOf } from '../pipeline/caption/caption-source.ts'
import type { Run } from '../pipeline/run-folder/open-run.ts'
import { nearestExamples, similarities } from '../pipeline/show/explorer-vectors.ts'
import type { AskAnswer } from '../run/explorer.ts'

const NEAREST = 24

/** Answers sentences, or the reason why this run cannot. */
export type Asking =
  | {
      kind: 'can'
      ask: (text: string) => Promise<AskAnswer>
      similarTo: (text: string, signal: AbortSignal) => Promise<Float32Array>
    }
  | { kind: 'cannot'; why: string }

/** Sets up asking: the text tower of the run's encoder is loaded with the first sentence and then kept. */
export function openAsking(run: Run): Asking {
  if (textTowerOf(run.manifest.config) === undefined) {
    return {
      kind: 'cannot',
      why: 'This run was made without an encoder that knows text. Set encoder.model in the config to a model such as CLIP, and run again, to ask in words.',
    }
  }
  let ready: Promise<Asker> | undefined
  const asked = async (text: string) => {
    ready ??= openAsker(run).catch((error: Error) => {
      ready = undefined // a model that could not be fetched may be there the next time
      throw error
    })
    return (await ready).ask(text)
  }
  const ask = async (text: string): Promise<AskAnswer> => {
    const { vector, likeNothing, verdicts } = await asked(text)
    return {
      text,
      likeNothing,
      directions: verdicts.map(
        ({ class: name, direction, score, contradicts, proven, part, correlationP }) => ({
          ...{ class: name, direction, score, contradicts, proven, part, p: correlationP },
        }),
      ),
      nearest: await nearestExamples(run, vector, NEAREST),
    }
  }
  const similarTo = async (text: string, signal: AbortSignal): Promise<Float32Array> => {
    const { vector } = await asked(text)
    return similarities(run, vector, signal)
  }
  return { kind: 'can', ask, similarTo }
}
