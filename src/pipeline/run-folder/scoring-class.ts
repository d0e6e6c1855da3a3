import type { Dataset } from '../../io/dataset/dataset.ts'
import type { MethodConfig } from '../../run/config.ts'

/** The class whose direction scores an example, -1 = none: the true one, or the predicted one where that is unknown or asked for. */
export function scoringClass(
  { labels, predictions }: Pick<Dataset, 'labels' | 'predictions'>,
  scoreBy: MethodConfig['scoreBy'],
  row: number,
): number {
  const label = labels[row] ?? -1
  return scoreBy === 'label' && label !== -1 ? label : (predictions[row] ?? -1)
}
