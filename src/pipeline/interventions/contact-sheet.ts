import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { RUN_FILES, thumbnailName } from '../../run/files.ts'
import type { Run } from '../run-folder/open-run.ts'

/** Pictures under a heading. */
export interface SheetSection {
  title: string
  /** Rows of the run's examples. */
  rows: readonly number[]
}

const SIDE = 96
const GAP = 6
const COLUMNS = 10
const TITLE = 28
/** Largest number of pictures on a sheet: past it, it is no longer looked at. */
const LIMIT = 600

/**
 * A PNG of thumbnails under headings, to look at what was chosen.
 *
 * @returns undefined if the run has no thumbnails of these examples.
 */
export async function contactSheet(
  run: Run,
  sections: readonly SheetSection[],
): Promise<Uint8Array | undefined> {
  const perSection = Math.max(COLUMNS, Math.floor(LIMIT / Math.max(1, sections.length)))
  const tiles: { input: Buffer; left: number; top: number }[] = []
  let [top, pictures] = [GAP, 0]
  for (const { title, rows } of sections.slice(0, LIMIT / COLUMNS)) {
    const shown = rows.slice(0, perSection)
    tiles.push({ input: headingSvg(title, shown.length, rows.length), left: GAP, top })
    top += TITLE
    for (const [i, row] of shown.entries()) {
      const input = await thumbnail(run, row)
      if (!input) continue
      pictures += 1
      const left = GAP + (i % COLUMNS) * (SIDE + GAP)
      tiles.push({ input, left, top: top + Math.floor(i / COLUMNS) * (SIDE + GAP) })
    }
    top += Math.ceil(shown.length / COLUMNS) * (SIDE + GAP) + GAP
  }
  if (pictures === 0) return undefined
  const width = GAP + COLUMNS * (SIDE + GAP)
  return sharp({ create: { width, height: top, channels: 3, background: 'white' } })
    .composite(tiles)
    .png({ palette: false })
    .toBuffer()
}

async function thumbnail(run: Run, row: number): Promise<Buffer | undefined> {
  const file = join(run.folder, RUN_FILES.thumbnails, thumbnailName(run.examples.ids[row] ?? ''))
  try {
    return await sharp(await readFile(file))
      .resize(SIDE, SIDE, { fit: 'contain', background: 'white' })
      .removeAlpha()
      .png()
      .toBuffer()
  } catch {
    return undefined // no thumbnail was made of it: the sheet goes without
  }
}

function headingSvg(title: string, shown: number, all: number): Buffer {
  const text = shown < all ? `${title} (${shown} of ${all})` : title
  const escaped = text.replace(
    /[<>&"'\p{Cc}]/gu,
    (c) => `&#${c.charCodeAt(0) < 32 ? 63 : c.charCodeAt(0)};`,
  )
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${COLUMNS * (SIDE + GAP)}" height="${TITLE}"><text x="0" y="20" font-family="sans-serif" font-size="15" fill="#1b1e23">${escaped}</text></svg>`,
  )
}
