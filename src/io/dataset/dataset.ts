import type { ExampleTable } from '../../core/direction/example-table.ts'
import type { Effects, Warn, Warning } from '../../run/effects.ts'
import { DataError } from '../../run/errors.ts'
import type { InputRecord } from '../../run/manifest.ts'
import { inputOfFile } from '../files/digest.ts'
import type { ImageSource } from '../images/image-source.ts'
import { resolveInput } from '../objects/address.ts'
import type { MetadataColumn } from '../tables/column.ts'
import { readTable } from '../tables/table.ts'
import type { Table } from '../tables/table-type.ts'
import { type DatasetConfig, nameColumns, roleColumn, roleOf } from './dataset-columns.ts'
import { findDatasetImages, imageNames } from './dataset-images.ts'
import { readMetadata } from './dataset-metadata.ts'
import { readOutcomes } from './dataset-outcomes.ts'
import { exampleIds } from './example-ids.ts'
import { withFolderRoles } from './folder-roles.ts'
import { type JoinKeys, joinPredictions } from './join-predictions.ts'
import { compareJoined } from './joined-labels.ts'
import { readSource } from './source-table.ts'

/** What is known of the examples, with their images. */
export interface Dataset extends ExampleTable {
  images?: ImageSource
  /** Columns that play no part of their own, by name. */
  metadata: Record<string, MetadataColumn>
  warnings: Warning[]
  /** Files read, for `run.json`. */
  inputs: InputRecord[]
}

/** Settings of a run that a dataset depends on. */
export interface DatasetOptions {
  /** For examples that name no split. @default 0 */
  seed?: number
  /** Split that the decision threshold of a multi-label target is chosen on. @default 'val' */
  fitSplit?: string
  /**
   * Digests of the images are taken first, and an image that changes later is refused. Without, no image is read: for a
   * worker that needs few of many. @default true
   */
  digestImages?: boolean
}

/**
 * Reads a dataset: images, table, second table and arrays, put together as the config says.
 *
 * @param config - `dataset` of a config: see `parseConfig`.
 * @param baseFolder - Folder that the config's paths are relative to.
 * @throws DataError with file, row and column of whatever is missing, malformed or inconsistent.
 * @throws ConfigError if the config names no data.
 * @example
 * const { config, baseFolder } = await loadConfig('faultline.json')
 * const { ids, labels, images } = await loadDataset(config.dataset, baseFolder)
 */
export async function loadDataset(
  config: DatasetConfig,
  baseFolder: string,
  effects: Effects = {},
  { seed = 0, fitSplit = 'val', digestImages = true }: DatasetOptions = {},
): Promise<Dataset> {
  const warnings: Warning[] = []
  const onWarning = (warning: Warning) => {
    warnings.push(warning)
    effects.onWarning?.(warning)
  }
  const telling = { ...effects, onWarning }
  const source = await readSource(config, baseFolder, telling)
  if (source.table.rows === 0) {
    throw new DataError(`Cannot use "${source.table.path}": no rows, expected one an example`, {
      path: source.table.path,
    })
  }
  const rows = await identify(config, source.table)
  const found = await findDatasetImages(
    config,
    baseFolder,
    { source, digestImages, ...rows },
    telling,
  )
  const inputs = [...source.inputs, ...found.inputs]
  const own = withFolderRoles(config, source.table, found.images, onWarning)
  const joined = await joinSecond(
    config,
    baseFolder,
    own,
    { ...rows, folder: source.folder },
    onWarning,
  )
  if (joined && config.predictions !== undefined) {
    inputs.push(await inputOfFile(joined.second.path, config.predictions))
  }
  const table = joined?.table ?? own
  const { ids } = rows
  const { used, ...outcomes } = await readOutcomes(
    config,
    { table, ids, seed, fitSplit },
    onWarning,
  )
  const metadata = await readMetadata(table, used)
  if (joined) {
    const namesSplits = roleColumn(config, own, 'split') !== undefined
    const facts = { ids, ...outcomes, namesSplits }
    await compareJoined(facts, joined.second, joined.rows, config, onWarning)
  }
  return {
    ids,
    ...outcomes,
    ...(found.images && { images: found.images }),
    metadata,
    warnings,
    inputs,
  }
}

async function joinSecond(
  config: DatasetConfig,
  baseFolder: string,
  base: Table,
  keys: JoinKeys,
  onWarning: Warn,
) {
  if (config.predictions === undefined) return undefined
  const path = resolveInput(baseFolder, config.predictions)
  const second = await readTable(path, nameColumns(config), onWarning)
  return { second, ...(await joinPredictions(base, second, config, keys, onWarning)) }
}

async function identify(config: DatasetConfig, table: Table) {
  const image = await roleOf(config, table, 'image')
  const names = imageNames(image?.column, table.rows)
  const paths = image?.column.kind === 'image' ? undefined : image
  const ids = exampleIds((await roleOf(config, table, 'id')) ?? paths, names, table.path)
  return { ids, names, image }
}
