import type { BenchEstimate, BenchFile, BenchRow } from '../../run/bench-file.ts'

/** The benchmark as Markdown: a table over all settings, one of P@10 by kind, and where the first method is not surely ahead. */
export function benchMarkdown(file: BenchFile): string {
  const { settings, methods, table, data, seed, impossible } = file
  const real = settings.filter(({ isNull }) => !isNull).length
  const kinds = [...new Set(table.map(({ kind }) => kind))].filter((kind) => kind !== 'all')
  const rowOf = (kind: string, method: string) =>
    table.find((row) => row.kind === kind && row.method === method)
  const all = methods.flatMap((method) => rowOf('all', method) ?? [])
  const left =
    impossible > 0 ? `; ${impossible} more were asked for that these data do not allow` : ''
  const [first = ''] = methods
  return [
    `${real} settings with a hidden slice and ${settings.length - real} with none, on "${data}", seed ${seed}${left}. Brackets: 95 % bootstrap intervals over settings. Name right: of the classes and attributes in words, the first is one of the slice; ranked by the method, or by how they go with its score over the test rows, which confidence takes from their own loss.`,
    [
      `| method | P@10 | ${first} minus it | P@k | AP | solved | best of k | name right | MRR | power | false alarms |`,
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      ...all.map((row) => {
        const { p10, pk, averagePrecision, solved, best10, top1, reciprocalRank, power } =
          row.measures
        const difference = row.method === first ? '' : withInterval(row.difference.p10)
        return `| ${row.method} | ${withInterval(p10)} | ${difference} | ${[pk, averagePrecision, solved, best10, top1, reciprocalRank, power].map(share).join(' | ')} | ${alarms(row)} |`
      }),
    ].join('\n'),
    [
      `| P@10 by kind | ${kinds.join(' | ')} |`,
      `| --- |${' --- |'.repeat(kinds.length)}`,
      ...methods.map(
        (method) =>
          `| ${method} | ${kinds.map((kind) => withInterval(rowOf(kind, method)?.measures.p10 ?? null)).join(' | ')} |`,
      ),
    ].join('\n'),
    verdict(all, first),
  ]
    .join('\n\n')
    .concat('\n')
}

/** Which methods the first one surely beats on P@10, and which it does not. */
export function verdict(all: readonly BenchRow[], first: string): string {
  const others = all.filter(({ method }) => method !== first && method !== 'ceiling')
  const ahead = others.filter(({ difference }) => (difference.p10?.interval[0] ?? 0) > 0)
  const not = others.filter((row) => !ahead.includes(row))
  const names = (rows: readonly BenchRow[]) => rows.map(({ method }) => method).join(', ')
  const lines = ahead.length > 0 ? [`On P@10, ${first} is surely ahead of ${names(ahead)}.`] : []
  if (not.length > 0) lines.push(`It is not surely ahead of ${names(not)}.`)
  return lines.join(' ')
}

const share = (estimate: BenchEstimate | null) =>
  estimate === null ? '' : estimate.mean.toFixed(2)
const withInterval = (estimate: BenchEstimate | null) =>
  estimate === null
    ? ''
    : `${estimate.mean.toFixed(2)} [${estimate.interval.map((end) => end.toFixed(2)).join(', ')}]`
const alarms = ({ falseAlarms }: BenchRow) =>
  falseAlarms === null ? '' : `${falseAlarms.alarms} of ${falseAlarms.settings}`
