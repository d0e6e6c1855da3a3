import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { plainError } from '../../run/errors.ts'
import { openOnnxHere } from './onnx-here.ts'
import type { Answer, Request } from './onnx-messages.ts'

/** Loads a model on this thread and answers requests in their order, until it is asked to close. */
async function serve(port: MessagePort, file: string, device: string): Promise<void> {
  const answer = (message: Answer) => port.postMessage(message)
  const session = await openOnnxHere(file, device)
  const handle = async (request: Request) => {
    try {
      if (request.kind === 'run') {
        answer({ id: request.id, value: await session.run(request.inputs, request.output) })
        return
      }
      await session.close()
      answer({ id: request.id, value: undefined })
      port.close()
    } catch (error) {
      answer({ id: request.id, error: plainError(error) })
    }
  }
  let last = Promise.resolve()
  port.on('message', (request: Request) => {
    last = last.then(() => handle(request))
  })
  const { inputs, outputs } = session
  answer({ id: 0, value: { device: session.device, inputs, outputs } })
}

const port = parentPort
const { file, device } = workerData as { file: string; device: string }
if (port) {
  serve(port, file, device).catch((error) => {
    port.postMessage({ id: 0, error: plainError(error) } satisfies Answer)
    port.close()
  })
}
