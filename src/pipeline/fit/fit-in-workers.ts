import { Worker } from 'node:worker_threads'
import type { ClassFit } from '../../core/direction/fit-class.ts'
import { firstRound, nextRound } from '../../core/direction/permutation-rounds.ts'
import type { RowReader } from '../../io/vectors/row-reader.ts'
import type { Effects } from '../../run/effects.ts'
import { errorOf, type PlainError } from '../../run/errors.ts'
import { type FitRequest, type FitSetting, type FitTask, fitBytes, fitSome } from './fit-some.ts'

/** A worker loads compiled code; from source, under a test, classes are fitted one after the other. */
const IS_COMPILED = import.meta.url.endsWith('.js')

/** Bytes that all threads together may take for classes: 1 GiB. A larger class is fitted while no other is. */
const BUDGET = 2 ** 30

/** Bytes of all classes together below which they are fitted in less time than a thread takes to start: 2 MiB. */
const NEEDS_THREADS = 2 ** 21

/** Small classes are handed to a thread together, so that no thread waits for the next: 8 MiB, but a fair share of what is left. */
const TOGETHER = 2 ** 23
const SHARES = 4

/** Fits some classes. */
type FitClasses = (requests: readonly FitRequest[]) => Promise<ClassFit[]>

/**
 * Fits classes on several threads, or on this one if they are small, the largest first, and those whose verdict is not
 * settled again with more permutations.
 * A class's result depends on nothing but the class, so neither the number of threads nor their timing changes anything.
 *
 * @throws DataError as one thread met it, after the others have been stopped.
 */
export async function fitInWorkers(
  reader: RowReader,
  setting: FitSetting,
  tasks: readonly FitTask[],
  workers: number,
  effects: Effects,
): Promise<ClassFit[]> {
  const fits: ClassFit[] = []
  const bytes = tasks.reduce((sum, task) => sum + fitBytes(setting, task), 0)
  const count = IS_COMPILED && bytes > NEEDS_THREADS ? Math.min(workers, tasks.length) : 0
  const threads = Array.from({ length: count }, () => startThread(setting))
  const { signal } = effects
  const stopAll = () => Promise.all(threads.map(({ stop }) => stop()))
  signal?.addEventListener('abort', stopAll)
  const here = { fit: fitHere(reader, setting), stop: () => undefined }
  try {
    let round = firstRound(tasks.length)
    while (round.classes.length > 0) {
      const { classes, permutations } = round
      const requests = classes.flatMap((number) => {
        const task = tasks[number]
        return task ? [{ number, task, permutations }] : []
      })
      await fitAll(
        setting,
        requests,
        threads.length > 0 ? threads : [here],
        effects,
        (number, fit) => {
          if (fit) fits[number] = fit
        },
      )
      round = nextRound(fits, round, setting.options)
    }
  } catch (error) {
    signal?.throwIfAborted() // then it says only that the threads were stopped
    throw error
  } finally {
    signal?.removeEventListener('abort', stopAll)
    await stopAll()
  }
  return fits
}

/** Deals requests out, the largest that fits into what is left of the budget first. */
async function fitAll(
  setting: FitSetting,
  requests: readonly FitRequest[],
  threads: readonly { fit: FitClasses }[],
  effects: Effects,
  keep: (number: number, fit: ClassFit | undefined) => void,
): Promise<void> {
  const bytesOf = ({ task }: FitRequest) => fitBytes(setting, task)
  const waiting = [...requests].sort((a, b) => bytesOf(b) - bytesOf(a) || a.number - b.number)
  const idle = [...threads]
  const running = new Set<Promise<void>>()
  let taken = 0
  let done = 0
  while (waiting.length > 0 || running.size > 0) {
    effects.signal?.throwIfAborted()
    const next = waiting.findIndex(
      (request) => running.size === 0 || taken + bytesOf(request) <= BUDGET,
    )
    const thread = idle[0]
    if (next < 0 || !thread) {
      await Promise.race(running)
      continue
    }
    const share = Math.ceil(waiting.length / (SHARES * threads.length))
    let bytes = 0
    let count = 0
    for (const request of waiting.slice(next, next + share)) {
      if (count > 0 && bytes + bytesOf(request) > TOGETHER) break
      bytes += bytesOf(request)
      count += 1
    }
    const some = waiting.splice(next, count)
    idle.shift()
    taken += bytes
    const work = thread.fit(some).then((fits) => {
      for (const [k, { number }] of some.entries()) keep(number, fits[k])
      taken -= bytes
      idle.push(thread)
      running.delete(work)
      done += some.length
      effects.onProgress?.({ step: 'fit', done, total: requests.length, unit: 'classes' })
    })
    running.add(work)
    // Whoever waits for the race hears of it; the others must not be unheard.
    work.catch(() => undefined)
  }
}

const fitHere =
  (reader: RowReader, setting: FitSetting): FitClasses =>
  (requests) =>
    fitSome(reader, setting, requests)

/** A thread that fits one class after the other. */
function startThread(setting: FitSetting): { fit: FitClasses; stop: () => Promise<unknown> } {
  const worker = new Worker(new URL('./fit-worker.js', import.meta.url), { workerData: setting })
  return {
    fit: (requests) =>
      new Promise((resolve, reject) => {
        const stopped = () => reject(new Error('A thread that fits classes has stopped'))
        worker.once('error', reject)
        worker.once('exit', stopped)
        worker.once('message', (answer: { fits: ClassFit[] } | { error: PlainError }) => {
          worker.off('error', reject)
          worker.off('exit', stopped)
          if ('error' in answer) reject(errorOf(answer.error))
          else resolve(answer.fits)
        })
        worker.postMessage(requests)
      }),
    stop: () => worker.terminate(),
  }
}
