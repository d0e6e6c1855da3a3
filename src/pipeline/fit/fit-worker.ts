import { parentPort, workerData } from 'node:worker_threads'
import { openNpyRows } from '../../io/vectors/npy-rows.ts'
import { plainError } from '../../run/errors.ts'
import { type FitRequest, type FitSetting, fitSome } from './fit-some.ts'

const setting = workerData as FitSetting
const reader = openNpyRows(setting.embeddings)
// Whoever asks for a fit hears of it.
reader.catch(() => undefined)

/** Fits classes on a thread of its own: takes some tasks, answers with their fits, or with an error. */
parentPort?.on('message', async (requests: readonly FitRequest[]) => {
  try {
    parentPort?.postMessage({ fits: await fitSome(await reader, setting, requests) })
  } catch (error) {
    parentPort?.postMessage({ error: plainError(error) })
  }
})
