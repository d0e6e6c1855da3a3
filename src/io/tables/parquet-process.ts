import { Worker } from 'node:worker_threads'
import { plainError } from '../../run/errors.ts'
import type { DecoderAnswer, DecoderRequest } from './parquet-client.ts'
import { decodeHere } from './parquet-decoder.ts'

// A process of its own that decodes Parquet for another, which ends it when it takes too long: see parquet-client.ts.
const decoder = decodeHere()

process.on('message', async (request: DecoderRequest) => {
  const answer = await answerTo(request)
  process.send?.(answer, () => undefined)
})
process.on('disconnect', () => process.exit())

async function answerTo(request: DecoderRequest): Promise<DecoderAnswer> {
  try {
    const value =
      request.kind === 'header'
        ? await decoder.header(request.source)
        : await decoder.read(request.source, request.column, request.rows, request.bytes)
    return { value }
  } catch (error) {
    return { error: plainError(error) }
  }
}

// A decoder in an endless loop does not hear that the other process is gone.
const parent = process.ppid
new Worker(
  `setInterval(() => { if (process.ppid !== ${parent}) process.kill(process.pid, 'SIGKILL') }, 1000)`,
  { eval: true },
).unref()

process.send?.('ready')
