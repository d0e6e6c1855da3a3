import { execFileSync } from 'node:child_process'
import { mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RUN_FILES } from '../../src/run/files.ts'

/** What a stranger's run folder may hold: a name, and what is done to a good one. `secret` is a file outside of it. */
export type HostileFolder = readonly [
  name: string,
  spoil: (folder: string, secret: string) => Promise<unknown>,
]

const DEEP = `${'['.repeat(200_000)}${']'.repeat(200_000)}`

const replaced =
  (file: string, data: string | Uint8Array) =>
  async (folder: string): Promise<void> => {
    await rm(join(folder, file), { recursive: true, force: true })
    await writeFile(join(folder, file), data)
  }
const linked = (file: string) => async (folder: string, secret: string) => {
  await rm(join(folder, file), { recursive: true, force: true })
  await symlink(secret, join(folder, file))
}
const piped = (file: string) => async (folder: string) => {
  await rm(join(folder, file), { recursive: true, force: true })
  execFileSync('mkfifo', [join(folder, file)])
}
const cut = (file: string, bytes: number) => (folder: string) => truncate(join(folder, file), bytes)
const asFolder = (file: string) => async (folder: string) => {
  await rm(join(folder, file), { recursive: true, force: true })
  await mkdir(join(folder, file))
}
/** A JSON file with some text in it replaced. */
const edited = (file: string, from: RegExp, to: string) => async (folder: string) => {
  const text = await readFile(join(folder, file), 'utf8')
  await writeFile(join(folder, file), text.replace(from, to))
}

function npy(descr: string, shape: string, bytes = 0): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': ${shape}, }`.padEnd(117)
  const head = Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from([118, 0]),
    Buffer.from(`${header}\n`),
  ])
  return Buffer.concat([head, Buffer.alloc(bytes)])
}

/** More than thirty ways in which a run folder may be broken or meant to harm. */
export const HOSTILE_FOLDERS: readonly HostileFolder[] = [
  ['an empty manifest', replaced(RUN_FILES.manifest, '')],
  ['a manifest that is no JSON', replaced(RUN_FILES.manifest, '<html>')],
  ['a manifest nested too deep', replaced(RUN_FILES.manifest, DEEP)],
  ['a manifest that is a folder', asFolder(RUN_FILES.manifest)],
  ['a manifest that leads outside', linked(RUN_FILES.manifest)],
  ['a manifest of another version', edited(RUN_FILES.manifest, /"version":\d+/, '"version":9999')],
  ['a manifest with more classes', edited(RUN_FILES.manifest, /"classes":\[/, '"classes":["x",')],
  [
    'a manifest with a foreign prototype',
    edited(RUN_FILES.manifest, /^\{/, '{"__proto__":{"x":1},'),
  ],
  ['no manifest', (folder) => rm(join(folder, RUN_FILES.manifest))],
  ['empty directions', replaced(RUN_FILES.directions, '{}')],
  ['directions that are no JSON', replaced(RUN_FILES.directions, 'NaN')],
  ['a direction in a row beyond the last', edited(RUN_FILES.directions, /"row":0/, '"row":99999')],
  ['normals cut short', cut(RUN_FILES.normals, 140)],
  ['normals of text', replaced(RUN_FILES.normals, npy('<U4', '(2, 24)', 400))],
  ['a billion empty normals', replaced(RUN_FILES.normals, npy('<f8', '(1000000000, 0)'))],
  ['normals of a huge shape', replaced(RUN_FILES.normals, npy('<f8', '(99999999, 99999999)'))],
  ['embeddings cut short', cut(RUN_FILES.embeddings, 1000)],
  ['embeddings of a few rows', replaced(RUN_FILES.embeddings, npy('<f4', '(2, 24)', 192))],
  ['no embeddings', (folder) => rm(join(folder, RUN_FILES.embeddings))],
  ['embeddings that lead outside', linked(RUN_FILES.embeddings)],
  ['examples cut short', cut(RUN_FILES.examples, 2000)],
  ['examples of garbage', replaced(RUN_FILES.examples, `PAR1${'x'.repeat(4000)}PAR1`)],
  ['no examples in the file', replaced(RUN_FILES.examples, '')],
  ['thumbnails that are a file', replaced(RUN_FILES.thumbnails, 'x')],
  ['thumbnails that lead outside', linked(RUN_FILES.thumbnails)],
  ['a review of garbage', replaced(RUN_FILES.review, '{"slices":1}')],
  ['a review that is a pipe', piped(RUN_FILES.review)],
  ['captions of garbage', replaced(RUN_FILES.captions, 'PAR1')],
  ['evidence that is a pipe', piped(RUN_FILES.evidence)],
  ['evidence that is a folder', asFolder(RUN_FILES.evidence)],
  ['an empty map', replaced(RUN_FILES.map, '')],
  ['a map of a huge shape', replaced(RUN_FILES.map, npy('<f4', '(999999999999, 2)'))],
  ['a fix nested too deep', replaced(RUN_FILES.fix, DEEP)],
  ['a comparison that leads outside', linked(RUN_FILES.comparison)],
  ['a standardizer of garbage', replaced(RUN_FILES.standardizer, 'PK\x03\x04xxxx')],
  ['interventions that are a file', replaced(RUN_FILES.interventions, 'x')],
  ['interventions that lead outside', linked(RUN_FILES.interventions)],
]
