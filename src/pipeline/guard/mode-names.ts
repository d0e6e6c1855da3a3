import { join } from 'node:path'
import { readJson } from '../../io/files/read-json.ts'
import { captionsFileSchema } from '../../run/captions-file.ts'
import { RUN_FILES } from '../../run/files.ts'
import type { Run } from '../run-folder/open-run.ts'

/** The claimed names of the failure modes of a run, by `class#number`; without captions there are none. */
export async function modeNames({ folder }: Pick<Run, 'folder'>): Promise<Map<string, string>> {
  const raw = await readJson(join(folder, RUN_FILES.captionReport)).catch(() => undefined)
  const parsed = captionsFileSchema.safeParse(raw)
  const names = new Map<string, string>()
  for (const { class: name, direction, hard, modes } of parsed.data?.directions ?? []) {
    const own = modes.length > 0 ? modes : [{ number: direction, hard }]
    for (const mode of own) if (mode.hard !== null) names.set(`${name}#${mode.number}`, mode.hard)
  }
  return names
}
