import { DataError } from '../../run/errors.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { InterventionManifest } from '../../run/interventions-file.ts'
import type { Run } from '../run-folder/open-run.ts'
import { captionTargets, type RunWords } from './caption-targets.ts'
import { classCounts } from './group-counts.ts'
import { promptsHowTo } from './how-to.ts'
import type { Undefinable } from './select.ts'
import { writeIntervention } from './write-intervention.ts'

/** A line of `prompts.jsonl`. */
export interface Prompt {
  id: string
  class: string
  direction: number
  side: 'hard' | 'easy' | 'reference'
  prompt: string
  negativePrompt: string
  /** Images to make. */
  count: number
}

interface PromptsSettings {
  /** Captions used on each side. @default 1, as in the paper */
  captions: number
  /** Images of each class and side, spread over its captions. @default 100 */
  perClass: number
  /** What no image should show. @default 'text, watermark, frame, collage' */
  negative: string
}

export interface PromptsOptions extends Undefinable<PromptsSettings> {
  name?: string | undefined
}

/**
 * Prompts for text-to-image: the best hard captions of each direction, and as controls the easy and the reference ones.
 *
 * A prompt that occurs twice in a class, but for case and spaces, is written once, on the first side in the order hard,
 * easy, reference.
 */
export function makePrompts(
  { rows, reference }: Pick<RunWords, 'rows' | 'reference'>,
  options: PromptsSettings,
): Prompt[] {
  const { captions: most, perClass, negative } = options
  const seen = new Set<string>()
  const prompts: Prompt[] = []
  for (const target of captionTargets(rows, most)) {
    const { class: name, direction, hard, easy } = target
    const sides = { hard, easy, reference: [reference(name)] }
    for (const side of ['hard', 'easy', 'reference'] as const) {
      const fresh = sides[side].filter((text) => {
        const key = JSON.stringify([name, text.toLowerCase().split(/\s+/).filter(Boolean)])
        return !seen.has(key) && seen.add(key)
      })
      fresh.forEach((prompt, i) => {
        prompts.push({
          id: `p${String(prompts.length + 1).padStart(4, '0')}`,
          class: name,
          direction,
          side,
          prompt,
          negativePrompt: negative,
          // The first captions take the remainder.
          count: Math.floor((perClass + fresh.length - 1 - i) / fresh.length),
        })
      })
    }
  }
  return prompts
}

/** `faultline intervene RUN prompts`. @throws DataError if the run has no captions to make prompts of. */
export async function writePrompts(
  run: Run,
  words: Pick<RunWords, 'rows' | 'reference'>,
  options: PromptsOptions = {},
): Promise<InterventionManifest> {
  const settings = {
    captions: options.captions ?? 1,
    perClass: options.perClass ?? 100,
    negative: options.negative ?? 'text, watermark, frame, collage',
  }
  const prompts = makePrompts(words, settings)
  if (prompts.length === 0) {
    throw new DataError('Cannot write prompts: the run has no captions', {
      hint: 'name a caption set under "captions" in the config, then faultline caption RUN',
    })
  }
  const name = options.name ?? 'prompts'
  const classes = prompts.map((prompt) => prompt.class)
  return writeIntervention(run, {
    name,
    kind: 'prompts',
    rule: 'the best hard captions of each direction, and the best easy and the reference caption as controls',
    settings,
    seed: run.manifest.config.seed,
    counts: classCounts(
      classes,
      words.rows.map((row) => row.class),
      classes,
    ),
    inputs: [RUN_FILES.captions],
    warnings: [],
    files: [
      {
        file: 'prompts.jsonl',
        about: 'One prompt a line',
        content: prompts.map((prompt) => `${JSON.stringify(prompt)}\n`).join(''),
      },
      { file: 'HOW-TO.md', about: 'How to make images from them', content: promptsHowTo(name) },
    ],
  })
}
