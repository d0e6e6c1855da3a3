import { basename, resolve, sep } from 'node:path'
import type { Run } from '../run-folder/open-run.ts'

type Placed = Pick<Run, 'folder'>

/** What a run is called beside another model: its folder, since the config's name is often that of every model of the data. */
export const runTitle = ({ folder }: Placed): string => basename(resolve(folder))

/** What two runs are called: the shortest ends of their paths that differ. */
export function runTitles(old: Placed, now: Placed): [string, string] {
  const [a, b] = [old, now].map(({ folder }) => resolve(folder).split(sep)) as [string[], string[]]
  const end = (parts: string[], length: number) => parts.slice(-length).join('/')
  const lengths = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i + 1)
  const length = lengths.find((each) => end(a, each) !== end(b, each)) ?? 1
  return [end(a, length), end(b, length)]
}
