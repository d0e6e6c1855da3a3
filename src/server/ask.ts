import { type Asker, openAsker } from '../pipeline/caption/ask-captions.ts'
import { textTowerOf } from '../pipeline/caption/caption-source.ts'
import type { Run } from '../pipeline/run-folder/open-run.ts'
import { nearestExamples } from '../pipeline/show/explorer-vectors.ts'
import type { AskAnswer } from '../run/explorer.ts'

const NEAREST = 24

/** Answers sentences, or the reason why this run cannot. */
export type Asking =
  | { kind: 'can'; ask: (text: string) => Promise<AskAnswer> }
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
  const ask = async (text: string): Promise<AskAnswer> => {
    ready ??= openAsker(run).catch((error: Error) => {
      ready = undefined // a model that could not be fetched may be there the next time
      throw error
    })
    const { vector, likeNothing, verdicts } = await (await ready).ask(text)
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
  return { kind: 'can', ask }
}
