/** Runs work that costs something, see {@link budget}. */
export type Spend = <T>(cost: number, work: () => Promise<T>) => Promise<T>

/**
 * A limit on what is under way at the same time: bytes, files, whatever costs. Work waits its turn, in the order it was
 * asked for; what costs more than the limit runs alone.
 *
 * @example
 * const spend = budget(100)
 * const sizes = [60, 60, 30]
 * let underWay = 0
 * let most = 0
 * const work = (size: number) => async () => {
 *   underWay += size
 *   most = Math.max(most, underWay)
 *   await null
 *   underWay -= size
 * }
 * await Promise.all(sizes.map((size) => spend(size, work(size))))
 * most // => 90
 */
export function budget(limit: number): Spend {
  const waiting: { cost: number; start: () => void }[] = []
  let spent = 0
  let running = 0
  const startNext = () => {
    while (waiting[0] && (running === 0 || spent + waiting[0].cost <= limit)) {
      const next = waiting.shift()
      spent += next?.cost ?? 0
      running += 1
      next?.start()
    }
  }
  return async (cost, work) => {
    await new Promise<void>((start) => {
      waiting.push({ cost, start })
      startNext()
    })
    try {
      return await work()
    } finally {
      spent -= cost
      running -= 1
      startNext()
    }
  }
}
