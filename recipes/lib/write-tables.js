// What the converters write: CSV tables, and Parquet tables with the images inside.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import sharp from 'sharp'

/** A CSV cell, quoted where it must be. */
const cell = (value) => {
  const text = value === undefined ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Writes a CSV table.
 *
 * @param {string} file
 * @param {Record<string, unknown>[]} rows - The keys of the first are the columns.
 */
export function writeCsv(file, rows) {
  const columns = Object.keys(rows[0] ?? {})
  const lines = rows.map((row) => columns.map((name) => cell(row[name])).join(','))
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, `${[columns.join(','), ...lines].join('\n')}\n`)
}

/**
 * Writes a Parquet table with a PNG in column `image`.
 *
 * @param {string} file
 * @param {Record<string, unknown>[]} rows - Text and boolean columns.
 * @param {{ width: number, height: number, pixels: (index: number) => Buffer }} images - RGB bytes of the row at an index.
 */
export async function writeImageTable(file, rows, { width, height, pixels }) {
  const image = []
  for (const index of rows.keys()) {
    image.push(
      await sharp(pixels(index), { raw: { width, height, channels: 3 } })
        .png()
        .toBuffer(),
    )
  }
  const columnData = Object.keys(rows[0] ?? {}).map((name) => ({
    name,
    data: rows.map((row) => row[name]),
    type: typeof rows[0][name] === 'boolean' ? 'BOOLEAN' : 'STRING',
    nullable: true,
  }))
  columnData.push({ name: 'image', data: image, type: 'BYTE_ARRAY', nullable: true })
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 5000 })))
}

/** Runs a converter when its file is the program, with its flags; says what it wrote. */
export function runConverter(url, convert) {
  if (process.argv[1] === undefined || !url.endsWith(process.argv[1].split(/[\\/]/).at(-1))) return
  convert(process.argv.slice(2)).then(
    (message) => console.log(message),
    (error) => {
      console.error(error.message)
      process.exitCode = 1
    },
  )
}
