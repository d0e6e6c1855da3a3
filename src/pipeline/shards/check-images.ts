import type { Dataset } from '../../io/dataset/dataset.ts'
import type { ImageSource } from '../../io/images/image-source.ts'
import { isObject } from '../../io/objects/address.ts'
import { RunError } from '../../run/errors.ts'
import { digestTexts } from '../run-folder/digest-table.ts'
import { JOB_FILES, readDone, readPlan } from './job-folder.ts'
import { formatShards } from './shard-list.ts'

/** A store tells of an image what its bytes do not, so that digests of both cannot be compared. */
export const isInStore = ({ root }: Pick<ImageSource, 'root'>): boolean =>
  root !== undefined && isObject(root)

/**
 * Looks whether the vectors of a job are those of a dataset's images as they are now: an image may have been replaced since its
 * shard was done. Folders that are no job, or one of other examples, are passed over.
 *
 * @throws RunError with the shards whose images have changed.
 */
export async function checkImages(
  job: string,
  { ids, images }: Pick<Dataset, 'ids' | 'images'>,
): Promise<void> {
  const plan = await readPlan(job).catch(() => undefined)
  if (!images || isInStore(images)) return
  if (plan?.work.kind !== 'embed' || plan.work.rows !== digestTexts(ids)) return
  const changed: number[] = []
  for (let shard = 0; shard < plan.shards; shard++) {
    const { start, end, images: expected } = await readDone(job, shard)
    const digests: (string | undefined)[] = []
    for (let row = start; row < end; row++) digests.push(await images.digest(row))
    if (expected !== undefined && digestTexts(digests) !== expected) changed.push(shard)
  }
  if (changed.length === 0) return
  throw new RunError(
    `Cannot use the vectors of job "${job}": images of its shards ${formatShards(changed)} have changed since they were embedded`,
    {
      folder: job,
      hint: `remove the files of these shards in ${JOB_FILES.done}/ and do them again: faultline work ${job}`,
    },
  )
}
