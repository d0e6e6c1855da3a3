import { matrixRow } from '../../core/vectors/matrix.ts'
import { nearestRows } from '../../core/vectors/nearest-rows.ts'
import { unitRows } from '../../core/vectors/unit-rows.ts'
import type { NearRow } from '../../run/explorer.ts'
import type { ReportData } from '../../run/report-data.ts'
import { type Run, readEmbeddingRows } from '../run-folder/open-run.ts'
import { classDuplicates, directionValues } from './explorer-vectors.ts'

/** Images of a report whose neighbours are given, images that can be neighbours, and classes whose copies are. */
const WITH_NEIGHBOURS = 1000
const AMONG = 3000
const NEIGHBOURS = 6
const CLASSES = 100

/** What the explorer would ask the server for, worked out beforehand: a report holds no embeddings. */
export async function reportVectors(
  run: Run,
  pictured: readonly number[],
): Promise<Pick<ReportData, 'neighbours' | 'duplicates' | 'decisionValues'>> {
  const found = run.directions.classes.filter(({ state }) => state === 'ok')
  const duplicates: ReportData['duplicates'] = {}
  const decisionValues: ReportData['decisionValues'] = {}
  for (const { class: name, directions } of found.slice(0, CLASSES)) {
    Object.defineProperty(duplicates, name, {
      value: await classDuplicates(run, name),
      enumerable: true, // and its own, even if the class is called __proto__
    })
    for (const { rank, row } of directions) {
      if (rank > 1) decisionValues[row] = base64(await directionValues(run, row))
    }
  }
  return {
    neighbours: await neighbours(run, pictured),
    duplicates,
    decisionValues,
  }
}

const base64 = ({ buffer, byteOffset, byteLength }: Float32Array) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

/** Nearest pictured images of the first pictured images. */
async function neighbours(
  run: Run,
  pictured: readonly number[],
): Promise<Record<string, NearRow[]>> {
  const rows = pictured.slice(0, AMONG).sort((a, b) => a - b)
  const unit = unitRows(await readEmbeddingRows(run, rows))
  const placeOf = new Map(rows.map((row, place) => [row, place]))
  return Object.fromEntries(
    pictured.slice(0, WITH_NEIGHBOURS).map((row) => {
      const near = nearestRows(unit, matrixRow(unit, placeOf.get(row) ?? 0), NEIGHBOURS + 1)
      const found = Array.from(near.rows, (place, i) => ({
        row: rows[place] ?? 0,
        similarity: Number((near.products[i] ?? 0).toFixed(4)),
      }))
      return [row, found.filter((other) => other.row !== row).slice(0, NEIGHBOURS)]
    }),
  )
}
