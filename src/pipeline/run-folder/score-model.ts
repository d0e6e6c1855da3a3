import { modeOf } from '../../core/direction/find-modes.ts'
import { hyperplaneOf } from '../../core/direction/hyperplane.ts'
import type { ScoreModel } from '../../core/direction/score-examples.ts'
import type { Dataset } from '../../io/dataset/dataset.ts'
import type { MethodConfig } from '../../run/config.ts'
import type { DirectionsFile, ModeRecord } from '../../run/directions-file.ts'
import type { Run } from './open-run.ts'

/** The first direction of each class, as hyperplanes, by class number. */
export function scoreModel(
  { classes }: Pick<DirectionsFile, 'classes'>,
  { normals, standardizer }: Pick<Run, 'normals' | 'standardizer'>,
): ScoreModel {
  const directions = classes.map(({ directions: [first] }) => first && hyperplaneOf(normals, first))
  return { standardizer, directions }
}

/** The same of the classes whose direction stands: no other has a part in a value by probabilities, which flags. */
export function standingModel(
  directions: Pick<DirectionsFile, 'classes'>,
  geometry: Pick<Run, 'normals' | 'standardizer'>,
): ScoreModel {
  const model = scoreModel(directions, geometry)
  const stands = (c: number) => directions.classes[c]?.state === 'ok'
  return {
    ...model,
    directions: model.directions.map((plane, c) => (stands(c) ? plane : undefined)),
  }
}

/** The class whose direction scores an example, -1 = none: the true one, or the predicted one where that is unknown or asked for. */
export function scoringClass(
  { labels, predictions }: Pick<Dataset, 'labels' | 'predictions'>,
  scoreBy: MethodConfig['scoreBy'],
  row: number,
): number {
  const label = labels[row] ?? -1
  return scoreBy === 'label' && label !== -1 ? label : (predictions[row] ?? -1)
}

/** Gives the number of the mode that a unit row belongs to; 0 where the class has none. */
export function modeNumbers(
  modes: readonly ModeRecord[],
  centreOf: (row: number) => Float64Array,
): (row: ArrayLike<number>) => number {
  const centres = modes.map((mode) => centreOf(mode.row))
  return (row) => modes[modeOf(centres, row)]?.number ?? 0
}
