import type { OutcomeFacts } from '../../core/outcome/accuracy.ts'
import { printable } from './printable.ts'

/** Accuracy of each split and the most confused pairs, for a terminal: what comes before any finding. */
export function outcomesText({ splits, confused }: OutcomeFacts): string {
  const known = splits.flatMap(({ split, accuracy }) =>
    accuracy === null ? [] : [`${split} ${percent(accuracy)}`],
  )
  if (known.length === 0) return ''
  const pairs = confused
    .slice(0, 3)
    .map(
      ({ label, prediction, count, of }) =>
        `${clip(label)} as ${clip(prediction)} (${count} of ${of})`,
    )
  const lines = [`accuracy     ${known.join(', ')}        is this what you measured?`]
  if (pairs.length > 0) lines.push(`confused     ${pairs.join(', ')}`)
  return `${lines.map(printable).join('\n')}\n`
}

const clip = (name: string) => (name.length > 30 ? `${name.slice(0, 29)}…` : name)

const percent = (share: number) => `${(100 * share).toFixed(1)} %`
