/** Runs work that costs something, see {@link budget}. */
type Spend = <T>(cost: number, work: () => Promise<T>) => Promise<T>

/**
 * A limit on what is under way at the same time: bytes, files, whatever costs. Work waits its turn, in the order it was
 * asked for; what costs more than the limit runs alone.
 */
export function budget(limit: number): Spend {
  const waiting: { cost: number; start: () => void }[] = []
  let spent = 0
  let running = 0
  const startNext = () => {
    for (let [next] = waiting; next; [next] = waiting) {
      if (running > 0 && spent + next.cost > limit) return
      waiting.shift()
      spent += next.cost
      running += 1
      next.start()
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
