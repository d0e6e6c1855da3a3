import { join } from 'node:path'
import { readJson } from '../../io/files/read-json.ts'
import { captionsFileSchema } from '../../run/captions-file.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { Run } from '../run-folder/open-run.ts'

/** The claimed name of the hard side of each direction of a run, by `class#rank`; without captions there are none. */
export async function modeNames({ folder }: Pick<Run, 'folder'>): Promise<Map<string, string>> {
  const raw = await readJson(join(folder, RUN_FILES.captionReport)).catch(() => undefined)
  const parsed = captionsFileSchema.safeParse(raw)
  const names = new Map<string, string>()
  for (const { class: name, direction, hard } of parsed.data?.directions ?? []) {
    if (hard !== null) names.set(`${name}#${direction}`, hard)
  }
  return names
}
