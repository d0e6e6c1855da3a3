import { RUN_FILES } from '../../run/files.ts'
import { REPORT_TAGS, type ReportData, type ReportThumbnails } from '../../run/report-data.ts'
import type { DataSource } from './data-source.ts'
import { readSetting, writeSetting } from './settings.ts'

/** Data inlined in this page, or undefined if this page is no report. */
export function reportSource(): DataSource | undefined {
  const data = readTag<ReportData>(REPORT_TAGS.data)
  if (!data) return undefined
  const thumbnails = readTag<ReportThumbnails>(REPORT_TAGS.thumbnails) ?? {}
  return {
    kind: 'report',
    facts: async () => data.facts,
    file: async (name) => {
      if (name === RUN_FILES.review) {
        const kept = readSetting(`review.${data.facts.version}`)
        if (kept !== undefined) return new TextEncoder().encode(kept).buffer
      }
      const text = Object.hasOwn(data.files, name) ? data.files[name] : undefined
      return text === undefined ? undefined : gunzip(fromBase64(text))
    },
    image: (row) => {
      const text = thumbnails[row]
      return text === undefined ? undefined : `data:image/webp;base64,${text}`
    },
    download: () => undefined,
    neighbours: async (row) => data.neighbours[row],
    duplicates: async (name) =>
      Object.hasOwn(data.duplicates, name) ? (data.duplicates[name] ?? []) : [],
    decisionValues: async (row) => floats(data.decisionValues[row]),
    ask: async () => {
      throw new Error('A report holds no text encoder: asking needs the server')
    },
    similarities: async () => {
      throw new Error('A report holds no text encoder: asking needs the server')
    },
    saveReview: async (review) => {
      writeSetting(`review.${data.facts.version}`, JSON.stringify(review))
    },
    reviewPlace: 'in this browser only: export it to keep it',
  }
}

function readTag<T>(id: string): T | undefined {
  const text = document.getElementById(id)?.textContent
  return text ? (JSON.parse(text) as T) : undefined
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0))
}

function floats(text: string | undefined): Float32Array | undefined {
  return text === undefined ? undefined : new Float32Array(fromBase64(text).buffer)
}

function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Response(stream).arrayBuffer()
}
