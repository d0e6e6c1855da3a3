import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import { fileOf } from '../folder-of.ts'
import { hostileParquet } from './hostile-parquet.ts'

// Compiled code decodes in a process of its own; source code, under a test, on this thread.
const dist = (file: string) => new URL(`../../dist/io/tables/${file}`, import.meta.url).href
const { openParquet } = (await import(
  dist('parquet.js')
)) as typeof import('../../src/io/tables/parquet.ts')
const { decodeInProcess } = (await import(
  dist('parquet-client.js')
)) as typeof import('../../src/io/tables/parquet-client.ts')
const { decodeHere } = await import('../../src/io/tables/parquet-decoder.ts')

const rows = { rowStart: 0, rowEnd: 64 }

test('a Parquet file that never ends decoding is given up, one that overflows does not end us, the next is read', async () => {
  const decoder = decodeInProcess(1500)
  const read = async (content: Uint8Array) => {
    const path = await fileOf('x.parquet', content)
    return decoder.read({ path }, 'id', rows, 0)
  }
  await expect(read(hostileParquet('endless'))).rejects.toThrow('it does not decode within 2 s')
  await expect(read(hostileParquet('overflow'))).rejects.toThrow(/more memory|within 2 s/)
  const data = Array.from({ length: 64 }, (_, i) => `${i}`)
  const whole = parquetWriteBuffer({ columnData: [{ name: 'id', data }] })
  expect(await read(new Uint8Array(whole))).toHaveLength(64)
})

test('a process gives what this thread gives: texts, numbers, big integers, dates, bytes, structs, nulls', async () => {
  const structs = [{ bytes: Uint8Array.of(1, 2), path: 'a' }, null, { bytes: null, path: 'ü' }]
  const columnData = [
    { name: 'text', data: ['a', 'ü', undefined], type: 'STRING' as const },
    { name: 'double', data: [1.5, Number.NaN, -0] },
    { name: 'long', data: [1n, 2n ** 60n, -1n] },
    { name: 'date', data: [new Date(0), new Date(5), new Date(7)] },
    { name: 'flag', data: [true, false, true] },
    {
      name: 'raw',
      data: [Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(9, 9)],
      type: 'BYTE_ARRAY' as const,
    },
    { name: 'json', data: structs, type: 'JSON' as const },
  ]
  const path = await fileOf('x.parquet', new Uint8Array(parquetWriteBuffer({ columnData })))
  const [there, here] = [decodeInProcess(), decodeHere()]
  expect(await there.header({ path })).toEqual(await here.header({ path }))
  for (const { name } of columnData) {
    const part = { rowStart: 0, rowEnd: 3 }
    const values = await there.read({ path }, name, part, 100)
    expect(values, name).toEqual(await here.read({ path }, name, part, 100))
  }
})

test('an error of the process is an error of the file, and a missing file is named', async () => {
  await expect(openParquet('/no/such.parquet')).rejects.toThrow(
    'Cannot read "/no/such.parquet": no such file',
  )
  const path = await fileOf('x.parquet', 'PAR1 these are no columns PAR1')
  await expect(openParquet(path)).rejects.toMatchObject({
    code: 'data',
    message: expect.stringContaining(`Cannot read "${path}" as Parquet: `),
  })
})

test('a program that has read Parquet ends by itself, and so does its decoder', async () => {
  const data = { columnData: [{ name: 'id', data: ['a'] }] }
  const path = await fileOf('x.parquet', new Uint8Array(parquetWriteBuffer(data)))
  const script = `import { openParquet } from ${JSON.stringify(dist('parquet.js'))}
    const table = await openParquet(${JSON.stringify(path)})
    console.log(JSON.stringify(await table.column('id')))`
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', script],
    { timeout: 20_000 },
  )
  expect(JSON.parse(stdout)).toEqual({ kind: 'text', values: ['a'] })
})

test('a Ctrl-C, which a terminal sends to all processes of a command, does not take the decoder from under it', async () => {
  const data = [{ name: 'id', data: ['a'] }]
  const path = await fileOf('x.parquet', new Uint8Array(parquetWriteBuffer({ columnData: data })))
  const script = `
    import { decodeInProcess } from ${JSON.stringify(dist('parquet-client.js'))}
    process.on('SIGINT', () => undefined)
    const reading = decodeInProcess().read({ path: process.argv[1] }, 'id', { rowStart: 0, rowEnd: 1 }, 0)
    for (const at of [1, 10, 30, 60]) setTimeout(() => process.kill(-process.pid, 'SIGINT'), at)
    console.log(await reading)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, path], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.setEncoding('utf8')
  const [[answer]] = await Promise.all([once(child.stdout, 'data'), once(child, 'exit')])
  expect(answer).toContain("'a'")
  expect(child.exitCode).toBe(0)
})
