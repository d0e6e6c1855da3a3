import { imageError, openImage } from './decode-image.ts'

/**
 * A small copy of an image as WebP, at most `side` pixels high and wide, never larger than the image. The same
 * bytes give the same thumbnail.
 *
 * @param name - For the error.
 * @param side - Pixels.
 * @throws DataError if the image cannot be decoded.
 */
export async function makeThumbnail(
  bytes: Uint8Array,
  name: string,
  side: number,
): Promise<Uint8Array> {
  const image = await openImage(bytes, name)
  try {
    return await image
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer()
  } catch (cause) {
    throw imageError(name, cause)
  }
}
