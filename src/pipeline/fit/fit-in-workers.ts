import { Worker } from 'node:worker_threads'
import type { ClassFit } from '../../core/direction/fit-class.ts'
import type { Effects } from '../../run/effects.ts'
import { type FitSetting, type FitTask, fitOneClass } from './fit-one-class.ts'

/** A worker loads compiled code; from source, under a test, classes are fitted one after the other. */
const IS_COMPILED = import.meta.url.endsWith('.js')

/**
 * Fits classes on several threads, the largest first. A class's result depends on nothing but the class, so neither the
 * number of threads nor their timing changes anything.
 *
 * @param workers - Threads.
 * @returns In the order of the tasks.
 */
export async function fitInWorkers(
  setting: FitSetting,
  tasks: readonly FitTask[],
  workers: number,
  effects: Effects,
): Promise<ClassFit[]> {
  const fits: ClassFit[] = []
  let done = 0
  const finish = (number: number, fit: ClassFit) => {
    fits[number] = fit
    done += 1
    effects.onProgress?.({ step: 'fit', done, total: tasks.length, unit: 'classes' })
  }
  const order = [...tasks.keys()].toSorted((a, b) => sizeOf(tasks[b]) - sizeOf(tasks[a]))
  const count = IS_COMPILED ? Math.min(workers, tasks.length) : 1
  if (count <= 1) {
    for (const number of order) {
      effects.signal?.throwIfAborted()
      finish(number, await fitOneClass(setting, tasks[number] as FitTask))
    }
    return fits
  }
  await Promise.all(
    Array.from({ length: count }, () => serve(setting, tasks, order, finish, effects)),
  )
  return fits
}

const sizeOf = (task: FitTask | undefined) => task?.rows.length ?? 0

/** One worker that takes tasks from the front of the queue until none is left. */
function serve(
  setting: FitSetting,
  tasks: readonly FitTask[],
  queue: number[],
  finish: (number: number, fit: ClassFit) => void,
  { signal }: Effects,
): Promise<void> {
  const worker = new Worker(new URL('./fit-worker.js', import.meta.url), { workerData: setting })
  const served = new Promise<void>((resolve, reject) => {
    const next = () => {
      const number = signal?.aborted ? undefined : queue.shift()
      if (number === undefined) resolve()
      else worker.postMessage({ number, task: tasks[number] })
    }
    worker.on('message', ({ number, fit }: { number: number; fit: ClassFit }) => {
      finish(number, fit)
      next()
    })
    worker.on('error', reject)
    next()
  })
  return served.then(() => signal?.throwIfAborted()).finally(() => worker.terminate())
}
