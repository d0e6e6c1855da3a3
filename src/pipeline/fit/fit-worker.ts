import { parentPort, workerData } from 'node:worker_threads'
import { type FitSetting, type FitTask, fitOneClass } from './fit-one-class.ts'

/** Fits classes on a thread of its own: takes a numbered task, answers with its number and its fit. */
parentPort?.on('message', ({ number, task }: { number: number; task: FitTask }) => {
  fitOneClass(workerData as FitSetting, task).then(
    (fit) => parentPort?.postMessage({ number, fit }),
    (error: unknown) => {
      throw error
    },
  )
})
