import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { errorOf, type PlainError } from '../../run/errors.ts'
import { budget } from '../files/budget.ts'
import { isObject } from '../objects/address.ts'
import {
  decodeHere,
  type ParquetDecoder,
  type ParquetHeader,
  type ParquetSource,
  type RowGroup,
} from './parquet-decoder.ts'

/** To the decoder's process; it answers one after the other. */
export type DecoderRequest =
  | { kind: 'header'; source: ParquetSource }
  | { kind: 'read'; source: ParquetSource; column: string; rows: RowGroup; bytes: number }

/** From it. */
export type DecoderAnswer = { value: unknown } | { error: PlainError }

/** Milliseconds that a request may take, and the megabytes of heap that it may fill. */
const PATIENCE = 8000
const HEAP = 1536
/** Milliseconds more for an object in a store. */
const STORE = 1_200_000
/** Bytes a millisecond that the slowest machine decodes. */
const SLOWEST = 1000

/** A process that runs source code cannot be started; compiled code can. Under a test from source, decoding is done here. */
const IS_COMPILED = import.meta.url.endsWith('.js')

/** The decoder of this process. */
export const parquetDecoder: ParquetDecoder = IS_COMPILED ? decodeInProcess() : decodeHere()

/**
 * Decodes in another process, which starts with the first request and ends with this one. A Parquet file can be made so
 * that decoding it never ends, or ends the process that does it; this one then says so and lives on.
 */
export function decodeInProcess(patience = PATIENCE): ParquetDecoder {
  const inTurn = budget(1)
  let child: ChildProcess | undefined
  const ask = (request: DecoderRequest, milliseconds: number): Promise<unknown> =>
    inTurn(1, async () => {
      if (child === undefined || isGone(child)) child = await startProcess()
      const answer = await answerOf(child, request, milliseconds)
      if ('value' in answer) return answer.value
      throw errorOf(answer.error)
    })
  // How long a store may take, fetching it decides.
  const patienceFor = ({ path }: ParquetSource) => patience + (isObject(path) ? STORE : 0)
  return {
    header: async (source) =>
      (await ask({ kind: 'header', source }, patienceFor(source))) as ParquetHeader,
    read: (source, column, rows, bytes) =>
      ask(
        { kind: 'read', source, column, rows, bytes },
        patienceFor(source) + Math.ceil(bytes / SLOWEST),
      ) as ReturnType<ParquetDecoder['read']>,
  }
}

const isGone = ({ killed, exitCode, signalCode }: ChildProcess) =>
  killed || exitCode !== null || signalCode !== null

/** Starting does not count as decoding: a busy machine takes its time. */
async function startProcess(): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('./parquet-process.js', import.meta.url)), [], {
    serialization: 'advanced',
    execArgv: [`--max-old-space-size=${HEAP}`],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    detached: true, // Ctrl-C is for this process; the other ends with it
  })
  const ready = once(child, 'message', { signal: AbortSignal.timeout(60_000) })
  const ended = once(child, 'exit').then(() => {
    throw new Error('the process that decodes it does not start')
  })
  await Promise.race([ready, ended])
  child.unref()
  child.channel?.unref()
  return child
}

async function answerOf(
  child: ChildProcess,
  request: DecoderRequest,
  milliseconds: number,
): Promise<DecoderAnswer> {
  const over = new AbortController()
  const { signal } = over
  const timeout = AbortSignal.timeout(milliseconds)
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('decoding it needs more memory than there can be; it is damaged')
  })
  const late = once(timeout, 'abort', { signal }).then(() => {
    child.kill('SIGKILL')
    throw new Error(`it does not decode within ${Math.round(milliseconds / 1000)} s; it is damaged`)
  })
  child.ref()
  child.channel?.ref()
  try {
    const answered = once(child, 'message', { signal })
    child.send(request)
    const [answer] = await Promise.race([answered, ended, late])
    return answer as DecoderAnswer
  } finally {
    child.unref()
    child.channel?.unref()
    over.abort()
    for (const promise of [ended, late]) promise.catch(() => undefined)
  }
}
