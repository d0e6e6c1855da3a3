import sharp from 'sharp'
import {
  askServer,
  type Patience,
  type Problem,
  problem,
  RequestFailed,
  readBody,
} from './ask-server.ts'
import type { ImageApi, ImageOrder, ImageSettings } from './image-api.ts'

/** An image as it came, and its format. */
interface MadeImage {
  bytes: Uint8Array
  format: string
}

/** One image from the server, with the patience of {@link askServer}; an answer without an image is asked for again. */
export function requestImage(
  api: ImageApi,
  order: ImageOrder,
  settings: ImageSettings,
  patience: Patience,
  sleep: (ms: number) => Promise<void>,
  signal: AbortSignal,
): Promise<MadeImage> {
  const server = {
    ...api,
    purpose: 'make images',
    hint: 'check FAULTLINE_IMAGES_URL, --api and FAULTLINE_IMAGES_KEY',
  }
  const read = async (answer: unknown, trying: AbortSignal) => {
    const delivery = api.read(answer)
    if (!delivery) return problem('the server answered without an image')
    return checkImage(
      delivery.kind === 'bytes' ? delivery.bytes : await download(api, delivery.url, trying),
    )
  }
  return askServer(server, api.body(order, settings), read, patience, sleep, signal)
}

/** An image that the answer only points to; the key is not sent there. */
async function download(api: ImageApi, url: URL, signal: AbortSignal): Promise<Uint8Array> {
  if (url.protocol !== 'https:' && url.origin !== api.url.origin) {
    throw new RequestFailed(`the server points to ${url.origin}, expected https or its own address`)
  }
  const response = await fetch(url, { redirect: 'error', signal })
  const bytes = await readBody(response)
  if (!response.ok) throw new Error(`the image's address answered ${response.status}`)
  return bytes
}

/** Decodes the whole image, so that a cut or foreign file is not stored as one. */
async function checkImage(bytes: Uint8Array): Promise<MadeImage | Problem> {
  try {
    const image = sharp(bytes, { limitInputPixels: 1e8, failOn: 'truncated' })
    const { format = '' } = await image.metadata()
    if (!['png', 'jpeg', 'webp'].includes(format)) throw new Error(`format ${format}`)
    await image.stats()
    return { bytes, format }
  } catch {
    return problem('the server sent something that is no image')
  }
}
