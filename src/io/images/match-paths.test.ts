import { expect, test } from 'vitest'
import { ambiguityOf, matchPaths } from './match-paths.ts'

const FILES = ['train/cat/1.png', 'train/dog/2.png', 'val/cat/3.png', 'val/dog/4.PNG']
const match = (paths: (string | undefined)[], files = FILES, root = '/data/pets') => {
  const found = matchPaths(paths, files, { root, starts: [root] })
  return {
    files: [...found.files].map((i) => files[i]),
    notes: found.notes,
    doubt: ambiguityOf(found, paths)?.message,
  }
}

test.each<[string, string[]]>([
  ['letter by letter', FILES],
  [
    'with dots',
    ['./train/cat/1.png', 'train//dog/2.png', 'val/dog/../cat/3.png', 'val/dog/4.PNG '],
  ],
  [
    'with backslashes',
    ['train\\cat\\1.png', '.\\train\\dog\\2.png', 'val\\cat/3.png', 'val\\dog\\4.PNG'],
  ],
  ['absolute', FILES.map((file) => `/data/pets/${file}`)],
  ['as addresses of files', FILES.map((file) => `file:///data/pets/${file}`)],
])('a path is its file %s', (_, paths) => {
  expect(match(paths)).toEqual({ files: FILES, notes: [], doubt: undefined })
})

test.each<[string, string[], string]>([
  [
    'of another machine',
    FILES.map((file) => `/home/me/imgs/${file}`),
    'begin with "/home/me/imgs/", which was left out',
  ],
  [
    'of Windows',
    FILES.map((file) => `C:\\imgs\\${file.replaceAll('/', '\\')}`),
    '"C:/imgs/", which was left out',
  ],
  [
    'in URLs',
    FILES.map((file) => `https://x.org/${file.replace('cat', '%63at')}`),
    'without their URL encoding',
  ],
  ['in other case', FILES.map((file) => file.toUpperCase()), 'but for upper and lower case'],
  ['without an ending', FILES.map((file) => file.replace(/\.png/i, '')), 'but for the ending'],
  [
    'with another ending',
    FILES.map((file) => file.replace(/\.png/i, '.jpeg')),
    'but for the ending',
  ],
])('a path written %s is its file, and the note says how', (_, paths, note) => {
  const found = match(paths)
  expect(found.files).toEqual(FILES)
  expect(found.notes.join()).toContain(note)
})

test('a path may start above the folder, or be a bare file name', () => {
  expect(match(FILES.map((file) => `pets/${file}`)).files).toEqual(FILES)
  expect(match(['3.png', '1.png']).files).toEqual(['val/cat/3.png', 'train/cat/1.png'])
})

test('Unicode is compared in its composed form', () => {
  expect(match(['caf\u00e9.png'], ['cafe\u0301.png']).files).toEqual(['cafe\u0301.png'])
})

test('a name that several files end in is ambiguous, and so are two paths that end in one file', () => {
  const files = ['cat/1.png', 'dog/1.png']
  expect(match(['1.png'], files).doubt).toBe('"1.png" may be "cat/1.png", "dog/1.png"')
  expect(match(['a/1.png', 'b/1.png'], ['1.png']).doubt).toContain(
    'two of the paths end in the file "1.png"',
  )
  expect(match(['x/1.png', 'x/1.png'], ['1.png']).doubt).toBeUndefined()
})

test('an image of another split is not the one of the same name', () => {
  expect(
    match(['data/train/cat/1.png', 'data/val/cat/1.png'], ['cat/1.png'], '/data/val').files,
  ).toEqual([undefined, 'cat/1.png'])
})

test('nothing but the files is ever meant', () => {
  expect(match(['../../etc/passwd', '/etc/passwd', '', undefined]).files).toEqual(
    new Array(4).fill(undefined),
  )
})
