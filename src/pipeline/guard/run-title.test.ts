import { expect, test } from 'vitest'
import { runTitles } from './run-title.ts'

const titles = (old: string, now: string) => runTitles({ folder: old }, { folder: now })

test('two runs are called by their folders, with as much of the way there as tells them apart', () => {
  expect(titles('runs/old', 'runs/new')).toEqual(['old', 'new'])
  expect(titles('/a/monday/cats', '/b/friday/cats')).toEqual(['monday/cats', 'friday/cats'])
  expect(titles('/cats', '/b/cats')).toEqual(['/cats', 'b/cats'])
  expect(titles('cats', 'cats/')).toEqual(['cats', 'cats'])
})
