import type { CallToolResult, ImageContent, TextContent } from '@modelcontextprotocol/server'
import { storedThumbnail } from '../../pipeline/show/stored-thumbnail.ts'

/** Letters of one text of the data; a name of a megabyte is cut. */
const LONGEST = 500

/** A result: one JSON document, then pictures. */
export function answer(value: unknown, images: readonly ImageContent[] = []): CallToolResult {
  const text: TextContent = { type: 'text', text: JSON.stringify(value, clip, 1) }
  return { content: [text, ...images] }
}

const clip = (_: string, value: unknown) =>
  typeof value === 'string' && value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value

/** Something was asked for that is not there; the agent may ask again. */
export class Unknown extends Error {}

/** A tool whose refusals are answers. */
export async function answering(make: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await make()
  } catch (error) {
    // What else may fail names files of this machine: the agent is told the first line alone, without paths.
    const message =
      error instanceof Unknown ? error.message : 'the run folder could not be read, or does not fit'
    return { isError: true, content: [{ type: 'text', text: message }] }
  }
}

/** The stored thumbnail of an example, if the run folder holds one. */
export async function thumbnailOf(folder: string, id: string): Promise<ImageContent[]> {
  const bytes = await storedThumbnail(folder, id)
  if (!bytes) return []
  return [{ type: 'image', data: bytes.toString('base64'), mimeType: 'image/webp' }]
}
