import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { mapBounded } from './map-bounded.ts'

test('mapBounded() keeps the order and never has more than the limit under way', async () => {
  let running = 0
  let most = 0
  const results = await mapBounded([30, 1, 20, 2, 10], 2, async (wait, index) => {
    running += 1
    most = Math.max(most, running)
    await setTimeout(wait)
    running -= 1
    return `${index}:${wait}`
  })
  expect(results).toEqual(['0:30', '1:1', '2:20', '3:2', '4:10'])
  expect(most).toBe(2)
})

test('mapBounded() starts nothing after a failure', async () => {
  const started: number[] = []
  const attempt = mapBounded([0, 1, 2, 3, 4, 5], 2, async (item) => {
    started.push(item)
    await setTimeout(1)
    if (item === 1) throw new Error('no')
    await setTimeout(5)
  })
  await expect(attempt).rejects.toThrow('no')
  await setTimeout(20)
  expect(started).toEqual([0, 1])
  expect(await mapBounded([], 4, async () => 1)).toEqual([])
})
