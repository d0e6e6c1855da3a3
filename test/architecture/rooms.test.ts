import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const MOST_FILES = 25

/** Floors from the lowest up. A floor imports from floors before it, `web` from `core` and `run` only. */
const FLOORS = ['core', 'run', 'io', 'encoders', 'pipeline', 'server', 'cli']

const files = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\/.*\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))

/** Room → rooms that it imports from, itself left out. The `index.ts` of a floor gathers its rooms and is none. */
const arrows = new Map<string, Set<string>>()
for (const file of files) {
  const room = dirname(file)
  const into = arrows.get(room) ?? new Set()
  arrows.set(room, into)
  if (/^\w+\/index\.ts$/.test(file)) continue
  const text = readFileSync(join(root, 'src', file), 'utf8')
  for (const [, path = ''] of text.matchAll(/\b(?:from|import)\s*\(?\s*'(\.[^']+\.tsx?)'/g)) {
    const target = dirname(relative('.', resolve('.', room, path)).replaceAll('\\', '/'))
    if (target !== room) into.add(target)
  }
}

/** The table of docs/architecture.md: | `room` | what it holds | `room`, `room` |. */
const table = new Map(
  [
    ...readFileSync(join(root, 'docs/architecture.md'), 'utf8').matchAll(
      /^\| `([\w/-]+)` \| [^|]+ \| ([^|]*) \|$/gm,
    ),
  ].map(([, room = '', list = '']) => [
    room,
    [...list.matchAll(/`([\w/-]+)`/g)].map(([, name = '']) => name),
  ]),
)

const floorOf = (room: string): string => room.split('/')[0] ?? ''

test('every room stands in the table of docs/architecture.md, and every entry is a room', () => {
  const rooms = [...arrows.keys()].filter((room) => room.includes('/'))
  expect([...table.keys()].toSorted()).toEqual(rooms.toSorted())
})

test.each([...table])(
  'within its floor %s imports only from the rooms that its entry names',
  (room, allowed) => {
    const own = [...(arrows.get(room) ?? [])].filter((target) => floorOf(target) === floorOf(room))
    expect(own.filter((target) => !allowed.includes(target))).toEqual([])
  },
)

test('no import runs to a higher floor', () => {
  const upward = [...arrows].flatMap(([room, targets]) =>
    [...targets]
      .filter((target) =>
        floorOf(room) === 'web'
          ? !['web', 'core', 'run'].includes(floorOf(target))
          : FLOORS.indexOf(floorOf(target)) > FLOORS.indexOf(floorOf(room)) ||
            floorOf(target) === 'web',
      )
      .map((target) => `${room} -> ${target}`),
  )
  expect(upward).toEqual([])
})

test('no rooms import from each other in a circle', () => {
  const left = new Map(arrows)
  for (let size = -1; size !== left.size; ) {
    size = left.size
    for (const [room, targets] of left) {
      if (![...targets].some((target) => left.has(target))) left.delete(room)
    }
  }
  expect([...left.keys()]).toEqual([])
})

test(`no folder holds more than ${MOST_FILES} source files`, () => {
  const full = [...arrows.keys()].filter(
    (room) => files.filter((file) => dirname(file) === room).length > MOST_FILES,
  )
  expect(full).toEqual([])
})
