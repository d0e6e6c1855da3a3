import { parentPort, workerData } from 'node:worker_threads'
import { openNpyRows } from '../../io/vectors/npy-rows.ts'
import { type FitSetting, type FitTask, fitOneClass } from './fit-one-class.ts'
import { plainError } from './thread-error.ts'

/** What a thread is asked to do. */
export interface FitRequest {
  number: number
  task: FitTask
  permutations: number
}

const setting = workerData as FitSetting
const reader = openNpyRows(setting.embeddings)
// Whoever asks for a fit hears of it.
reader.catch(() => undefined)

/** Fits classes on a thread of its own: takes a numbered task, answers with its number and its fit or error. */
parentPort?.on('message', async ({ number, task, permutations }: FitRequest) => {
  try {
    const fit = await fitOneClass(await reader, setting, task, permutations)
    parentPort?.postMessage({ number, fit })
  } catch (error) {
    parentPort?.postMessage({ number, error: plainError(error) })
  }
})
