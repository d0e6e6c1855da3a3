import type { CaptionsConfig, MethodConfig } from '../../run/config.ts'
import { type CaptionList, isDefault, listCaptions } from './caption-list.ts'
import type { TextSource } from './caption-vectors.ts'

/** What a list of captions is made from. */
export interface ListSource {
  captions?: CaptionsConfig | undefined
  method: Pick<MethodConfig, 'profile'>
  baseFolder: string
}

/**
 * The captions of a run, without those phrases of the default vocabulary whose words the text encoder does not know: it
 * would read them all alike.
 */
export async function listKnownCaptions(
  { captions, method, baseFolder }: ListSource,
  classes: readonly string[],
  source: TextSource,
): Promise<{ list: CaptionList; leftOut: number }> {
  if (!isDefault(captions) || source.kind === 'file') {
    const list = await listCaptions(captions, classes, method.profile, baseFolder)
    return { list, leftOut: 0 }
  }
  const unknownWords = await source.loadUnknownWords()
  const unknown = new Set<string>()
  const isKnown = (phrase: string) => {
    const known = unknownWords(phrase).length === 0
    if (!known) unknown.add(phrase)
    return known
  }
  const list = await listCaptions(captions, classes, method.profile, baseFolder, isKnown)
  return { list, leftOut: unknown.size }
}
