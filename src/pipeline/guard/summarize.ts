import type { ChangeRecord, CompareFile } from '../../run/compare-file.ts'

/** What a comparison says, in plain sentences with the counts they stand on, the most important first. */
export function summarize(file: CompareFile): string[] {
  const { modes, newModes, shifts, overall, margin, alpha } = file
  const of = (verdict: ChangeRecord['verdict']) => modes.filter((mode) => mode.verdict === verdict)
  const [worse, better, safe, unsure] = [of('worse'), of('better'), of('safe'), of('inconclusive')]
  const fresh = newModes?.filter(({ isNew }) => isNew) ?? []
  const lines = [headline(file)]
  for (const mode of [...worse, ...better]) lines.push(`${titleOf(mode)}: ${sentence(mode)}`)
  for (const mode of fresh) {
    lines.push(`New failure mode ${titleOf(mode)}: ${sentence(mode)}`)
  }
  for (const { class: name, side, change, rest, name: caption } of shifts ?? []) {
    const what = side === 'worse' ? 'lost most on' : 'gained most on'
    const which = caption ? `"${caption}"` : `${change.new.examples} images that look alike`
    lines.push(
      `In class ${name} the new model ${what} ${which}: ${sentence(change)}; on the others ${counted(rest)}`,
    )
  }
  for (const change of file.classes) {
    const { verdict } = change
    if (verdict !== 'worse' && verdict !== 'better') continue
    lines.push(`Class ${change.class} as a whole is ${verdict}: ${sentence(change)}`)
  }
  if (safe.length > 0) {
    lines.push(
      `${modesOf(safe.length)} safe: at most ${points(margin)} points worse, at a chance of error of ${alpha} over all modes`,
    )
  }
  if (unsure.length > 0) {
    const needs = unsure.flatMap(({ needed }) => needed ?? [])
    const more = needs.length > 0 ? `, need up to ${Math.max(...needs)} more images` : ''
    lines.push(`${modesOf(unsure.length)} inconclusive: too few images to tell${more}`)
  }
  lines.push(`All images: ${sentence(overall)}`)
  return lines
}

function headline({ modes, newModes, verdict, old, new: now }: CompareFile): string {
  const worse = modes.filter((mode) => mode.verdict === 'worse').length
  const fresh = newModes?.filter(({ isNew }) => isNew).length ?? 0
  const parts = [
    ...(worse > 0 ? [`${worse} of ${modes.length} failure modes got worse`] : []),
    ...(fresh > 0 ? [`${fresh} new`] : []),
  ]
  if (parts.length > 0) return `"${now}" against "${old}": ${parts.join(', ')}`
  if (modes.length === 0) return `"${now}" against "${old}": no failure mode was known`
  const end = verdict === 'inconclusive' ? ', though not all could be judged' : ''
  return `"${now}" against "${old}": none of ${modes.length} failure modes got worse${end}`
}

const titleOf = ({ id, name }: { id: string; name: string | null }) =>
  name ? `${id} "${name}"` : id
const modesOf = (count: number) => (count === 1 ? '1 mode is' : `${count} modes are`)

/** For example: error rate 12 of 40 (30 %) before, 24 of 40 (60 %) now; 13 broke, 1 mended; +30 points (14 to 45). */
export function sentence(change: ChangeRecord): string {
  const { difference, interval } = change
  const range = `${signed(interval[0])} to ${signed(interval[1])}`
  const moved =
    difference === null ? '' : `; ${signed(difference)} points of error (95 %: ${range})`
  return `${counted(change)}${moved}`
}

function counted({ old, new: now, broken, mended }: ChangeRecord): string {
  const pairs = broken === null ? '' : `, ${broken} broke and ${mended} were mended`
  return `wrong on ${rate(old)} before and ${rate(now)} now${pairs}`
}

function rate({ errors, examples }: ChangeRecord['old']): string {
  return examples === 0 ? 'none seen' : `${errors} of ${examples} (${points(errors / examples)} %)`
}

const points = (share: number) => (100 * share).toFixed(1)
const signed = (share: number) => `${share > 0 ? '+' : ''}${points(share)}`
