import { parentPort, workerData } from 'node:worker_threads'
import { type FitSetting, type FitTask, fitOneClass } from './fit-one-class.ts'
import { plainError } from './thread-error.ts'

/** What a thread is asked to do. */
export interface FitRequest {
  number: number
  task: FitTask
  permutations: number
}

/** Fits classes on a thread of its own: takes a numbered task, answers with its number and its fit or error. */
parentPort?.on('message', ({ number, task, permutations }: FitRequest) => {
  fitOneClass(workerData as FitSetting, task, permutations).then(
    (fit) => parentPort?.postMessage({ number, fit }),
    (error: unknown) => parentPort?.postMessage({ number, error: plainError(error) }),
  )
})
