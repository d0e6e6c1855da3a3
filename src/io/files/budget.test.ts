import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { budget } from './budget.ts'

test('what is under way never costs more than the limit; what costs more runs alone, in turn', async () => {
  const spend = budget(10)
  const costs = [4, 4, 4, 25, 1, 9, 3]
  const started: number[] = []
  let spent = 0
  let running = 0
  await Promise.all(
    costs.map((cost) =>
      spend(cost, async () => {
        started.push(cost)
        spent += cost
        running += 1
        expect(spent <= 10 || running === 1).toBe(true)
        await wait(cost % 3)
        spent -= cost
        running -= 1
      }),
    ),
  )
  expect(started).toEqual(costs)
})

test('work that fails gives back what it cost', async () => {
  const spend = budget(1)
  await expect(spend(1, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await spend(1, async () => 'yes')).toBe('yes')
})
