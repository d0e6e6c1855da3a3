import { csvText } from '../../run/csv-text.ts'
import type { FixFile } from '../../run/fix-file.ts'

/** Every arm on every measure as CSV: accuracy and, against "none", random and confidence, gain, interval, p and q. */
export function fixTable({ arms, measures, comparisons }: FixFile): string {
  const references = ['none', 'random', 'confidence']
  const header = ['arm', 'measure', 'examples', 'added', 'seeds', 'accuracy', 'low', 'high']
  const columns = references.flatMap((name) =>
    ['gain', 'low', 'high', 'p', 'q', 'verdict'].map((column) => `${column} over ${name}`),
  )
  const byKey = new Map(
    comparisons.map((c) => [JSON.stringify([c.arm, c.reference, c.measure]), c]),
  )
  const rows = arms.flatMap((arm) =>
    measures.map(({ name, examples }, i) => [
      arm.name,
      name,
      examples,
      arm.added,
      arm.seeds.filter(({ error }) => error === null).length,
      arm.accuracy[i] ?? undefined,
      arm.interval[i]?.[0],
      arm.interval[i]?.[1],
      ...references.flatMap((reference) => {
        const found = byKey.get(JSON.stringify([arm.name, reference, name]))
        const { gain, interval, p, q, verdict } = found ?? {}
        return [gain, interval?.[0], interval?.[1], p ?? undefined, q ?? undefined, verdict]
      }),
    ]),
  )
  return csvText([...header, ...columns], rows)
}
