import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { textAt } from '../../io/tables/column.ts'
import type { CaptionsFile } from '../../run/captions-file.ts'
import { DataError } from '../../run/errors.ts'
import type { Run } from '../run-folder/open-run.ts'

/** `planted.json`: by class, the failure that was put into a data set on purpose. */
const plantedSchema = z.record(
  z.string(),
  z.object({
    kind: z.string().describe('Kind of attribute: background, colour, size, blur'),
    attribute: z.string().describe('In plain words'),
    column: z.string().describe('Metadata column that tells the group'),
    value: z.string().describe('Its value in the planted group'),
    hardWords: z.array(z.string()).describe('Words of a caption that names the group rightly'),
  }),
)

export type Planted = z.output<typeof plantedSchema>

/** What was planted in a class beside what was found, on held-out examples. */
export interface PlantedFinding {
  class: string
  /** undefined = nothing was planted. */
  planted: string | undefined
  state: string
  q: number | null
  flagged: number
  /** Share of flagged examples that belong to the planted group. */
  purity: number | undefined
  /** Share of the planted group that is flagged. */
  recall: number | undefined
  /** Share of as many examples of the lowest confidence that belong to the planted group. */
  confidencePurity: number | undefined
  /** The claimed hard caption. */
  name: string | null
  /** The name holds one of the right words; of a class without planting: there is no name. */
  nameIsRight: boolean
}

/** @throws DataError if the file is missing or malformed. */
export async function readPlanted(path: string): Promise<Planted> {
  try {
    return plantedSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (cause) {
    throw new DataError(`Cannot read "${path}": not a table of planted failures`, { path, cause })
  }
}

/** Compares a run on data with planted failures with what was planted, class by class. */
export function comparePlanted(
  run: Pick<Run, 'directions' | 'examples' | 'manifest'>,
  captions: CaptionsFile | undefined,
  planted: Planted,
): PlantedFinding[] {
  const { splits, labels, flagged, confidence, metadata } = run.examples
  const { heldOutSplit } = run.manifest.config.method
  return run.directions.classes.map((found, label) => {
    const truth = Object.hasOwn(planted, found.class) ? planted[found.class] : undefined
    const column = truth && metadata[truth.column]
    const rows = [...labels.keys()].filter(
      (row) => labels[row] === label && splits[row] === heldOutSplit,
    )
    const isPlanted = (row: number) => column !== undefined && textAt(column, row) === truth?.value
    const flaggedRows = rows.filter((row) => flagged[row] === 1)
    const unsure = rows
      .toSorted((a, b) => (confidence[a] ?? 0) - (confidence[b] ?? 0))
      .slice(0, flaggedRows.length)
    const name =
      captions?.directions.find((one) => one.class === found.class && one.direction === 1)?.hard ??
      null
    return {
      class: found.class,
      planted: truth && `${truth.kind}: ${truth.attribute}`,
      state: found.state,
      q: found.directions[0]?.q ?? null,
      flagged: flaggedRows.length,
      purity: truth && share(flaggedRows, isPlanted),
      recall: truth && share(rows.filter(isPlanted), (row) => flagged[row] === 1),
      confidencePurity: truth && share(unsure, isPlanted),
      name,
      nameIsRight: truth ? truth.hardWords.some((word) => name?.includes(word)) : name === null,
    }
  })
}

function share(rows: readonly number[], holds: (row: number) => boolean): number | undefined {
  return rows.length === 0 ? undefined : rows.filter(holds).length / rows.length
}
