import { Worker } from 'node:worker_threads'
import { EncoderError, errorOf } from '../../run/errors.ts'
import type { Answer, Opened, Request } from './onnx-messages.ts'
import { quietOnnxRuntime } from './onnx-runtime.ts'
import type { OnnxSession, OutputTensor } from './onnx-session.ts'

interface Pending {
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

/** Loads an ONNX file into a thread of its own. See `openOnnx`. */
export async function openOnnxThread(file: string, device: string): Promise<OnnxSession> {
  quietOnnxRuntime()
  const url = new URL('./onnx-worker.js', import.meta.url)
  const worker = new Worker(url, { workerData: { file, device } })
  const pending = new Map<number, Pending>()
  let ended = false
  let count = 0

  const end = (cause?: unknown) => {
    ended = true
    for (const { reject } of pending.values()) reject(threadEnded(file, cause))
    pending.clear()
  }
  worker.on('error', end)
  worker.on('exit', () => end())
  worker.on('message', (answer: Answer) => {
    const waiting = pending.get(answer.id)
    pending.delete(answer.id)
    if (pending.size === 0) worker.unref() // an idle model does not keep the process alive
    if ('error' in answer) waiting?.reject(errorOf(answer.error))
    else waiting?.resolve(answer.value)
  })

  const answerTo = (id: number) =>
    new Promise<unknown>((resolve, reject) => {
      pending.set(id, { resolve, reject })
    })
  const ask = (request: Request, transfer: ArrayBuffer[] = []) => {
    if (ended) return Promise.reject(threadEnded(file))
    worker.ref()
    worker.postMessage(request, transfer)
    return answerTo(request.id)
  }

  let closing: Promise<void> | undefined
  const close = async () => {
    count += 1
    await ask({ id: count, kind: 'close' })
    ended = true
  }

  const opened = (await answerTo(0)) as Opened
  return {
    file,
    ...opened,
    run: (inputs, output) => {
      count += 1
      const transfer = Object.values(inputs).map(({ data }) => data.buffer as ArrayBuffer)
      return ask({ id: count, kind: 'run', inputs, output }, transfer) as Promise<OutputTensor>
    },
    close: () => {
      closing ??= ended ? Promise.resolve() : close()
      return closing
    },
  }
}

const threadEnded = (file: string, cause?: unknown) =>
  new EncoderError(`Cannot run model "${file}": its thread has ended`, { model: file, cause })
