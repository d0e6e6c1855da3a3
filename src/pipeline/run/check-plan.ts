import type { Dataset } from '../../io/dataset/dataset.ts'
import { openVectors } from '../../io/vectors/vectors.ts'
import type { Config } from '../../run/config.ts'
import { listCaptions } from '../caption/caption-list.ts'
import { captionSource } from '../caption/caption-source.ts'
import { checkCaptionRows } from '../caption/caption-vectors.ts'
import { withoutCollisions } from '../fit/score.ts'
import { checkGroups } from '../groups/groups.ts'

/**
 * Refuses before the long work what the last steps would refuse after it: groups that do not exist, captions that cannot be
 * made or embedded.
 */
export async function checkPlan(
  config: Config,
  { classes, metadata }: Pick<Dataset, 'classes' | 'metadata'>,
  baseFolder: string,
): Promise<void> {
  checkGroups(config.groups, withoutCollisions(metadata))
  if (!config.captions) return
  const { profile } = config.method
  const list = await listCaptions(config.captions, classes, profile, baseFolder)
  const { source } = await captionSource(config, baseFolder)
  if (source.kind === 'encoder') return
  const reader = await openVectors(source.file.path)
  try {
    checkCaptionRows(reader, list)
  } finally {
    await reader.close()
  }
}
