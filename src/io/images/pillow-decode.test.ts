import { expect, test } from 'vitest'
import reference from '../../../test/reference/pillow-decode.json' with { type: 'json' }
import { decodeImage } from './decode-image.ts'

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'))

test.each(reference.cases)(
  'decodeImage() gives the pixels that Pillow gives: $name',
  async ({ name, file, stored, upright }) => {
    for (const [orientation, expected] of [
      ['stored', stored],
      ['upright', upright ?? stored],
    ] as const) {
      const image = await decodeImage(bytesOf(file), name, undefined, { orientation })
      expect([image.width, image.height]).toEqual([expected.width, expected.height])
      expect(Buffer.compare(image.data, bytesOf(expected.data)), orientation).toBe(0)
      expect(image.wasTurned).toBe(orientation === 'upright' && upright !== undefined)
    }
  },
)
