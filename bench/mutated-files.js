// Reads mutated files of every format: node bench/mutated-files.js [files] [seed] [.ending or ''] [python]; after npm run build.
// A file may be read or refused. Counted are: errors that are no refusal, processes that ended, files that took more than
// 10 s, memory beyond 2 GB and, with a Python that has numpy and Pillow, what was read of a file that these refuse.
import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { randomSource } from '../dist/core/vectors/random.js'
import { EXTERNAL, mutated, wholeFiles } from './mutate.js'

const SECONDS = 10
const MEGABYTES = 2048
const PIXELS = { size: 8, layout: 'nchw', channels: 'rgb', mean: [0], std: [1], resize: 'squash' }

async function readAs(path) {
  const { openVectors, finiteBlocks } = await import('../dist/io/vectors/vectors.js')
  const { readTable } = await import('../dist/io/tables/table.js')
  const vectors = async (key) => {
    const reader = await openVectors(path, key)
    try {
      for await (const _ of finiteBlocks(reader));
    } finally {
      await reader.close()
    }
  }
  const table = async () => {
    const { names, column } = await readTable(path)
    for (const name of names) await column(name)
  }
  switch (extname(path)) {
    case '.npy':
      return vectors()
    case '.npz':
      await (await import('../dist/io/vectors/npz.js')).readNpz(path)
      return vectors('a')
    case '.safetensors':
      return vectors('x')
    case '.parquet':
      await table()
      return vectors('probabilities')
    case '.onnx': {
      const { loadImageEncoder } = await import('../dist/encoders/load-image-encoder.js')
      const { encoderFiles } = await import('../dist/encoders/encoder-files.js')
      const config = { onnx: path, input: PIXELS, batch: 2 }
      await encoderFiles(config, '/')
      const encoder = await loadImageEncoder(config, '/')
      try {
        const input = new Float32Array(encoder.inputLength).fill(0.5)
        return await encoder.encode([{ input }, { input }])
      } finally {
        await encoder.close()
      }
    }
    case '.csv':
    case '.jsonl':
      return table()
    case '.json':
      if (!path.endsWith('faultline.json')) return table()
      return (await import('../dist/pipeline/run-folder/load-config.js')).loadConfig(path)
    default: {
      const { decodeImage } = await import('../dist/io/images/decode-image.js')
      return decodeImage(await readFile(path), path, { size: 32, resize: 'squash' })
    }
  }
}

/** The process that reads: it may end. Loading the readers is not part of reading a file. */
async function serve() {
  for (const name of ['vectors', 'npz']) await import(`../dist/io/vectors/${name}.js`)
  await import('../dist/io/tables/table.js')
  await import('../dist/encoders/load-image-encoder.js')
  await import('../dist/io/images/decode-image.js')
  await import('../dist/pipeline/run-folder/load-config.js')
  process.on('message', async (path) => {
    const answer = await readAs(path).then(
      () => ({ outcome: 'read' }),
      (error) =>
        typeof error.code === 'string' && error.name.endsWith('Error') && 'hint' in error
          ? { outcome: 'refused' }
          : { outcome: 'error', text: error.stack },
    )
    process.send({ ...answer, megabytes: process.resourceUsage().maxRSS / 1024 })
  })
  process.send('ready')
}

const STRICT = `
import sys, io, json
import numpy as np
from PIL import Image
for path in sys.stdin.read().split("\\n"):
    try:
        if path.endswith((".npy", ".npz")):
            found = np.load(path, allow_pickle=False)
            for name in getattr(found, "files", []): found[name]
        elif path.endswith(".safetensors"):
            raw = open(path, "rb").read()
            end = 8 + int.from_bytes(raw[:8], "little")
            header = json.loads(raw[8:end])
            header.pop("__metadata__", None)
            at = 0
            for tensor in sorted(header.values(), key=lambda t: t["data_offsets"]):
                assert tensor["data_offsets"][0] == at
                at = tensor["data_offsets"][1]
            assert end + at == len(raw)
        else:
            Image.open(path).convert("RGB")
    except BaseException as error:
        print(json.dumps([path, str(error)[:150]]))
`

async function main(count, seed, only = '', python) {
  const folder = await mkdtemp(join(tmpdir(), 'mutated-files-'))
  const files = (await wholeFiles()).filter(([name]) => name.endsWith(only))
  await writeFile(join(folder, EXTERNAL[0]), EXTERNAL[1])
  const random = randomSource(seed)
  const tally = { read: 0, refused: 0, error: 0, ended: 0, late: 0, large: 0, lax: 0 }
  const accepted = []
  let child
  const start = async () => {
    const stdio = ['ignore', 'ignore', 'inherit', 'ipc']
    const started = fork(fileURLToPath(import.meta.url), ['serve'], { stdio })
    await once(started, 'message')
    return started
  }
  try {
    for (let i = 0; i < count; i++) {
      const [name, whole] = files[i % files.length]
      const path = join(folder, `${String(i).padStart(5, '0')}-${name}`)
      await writeFile(path, mutated(whole, random, name))
      child ??= await start()
      const over = new AbortController()
      const { signal } = over
      const answered = once(child, 'message', { signal }).then(([answer]) => answer)
      const ended = once(child, 'exit', { signal }).then(([code, by]) => ({
        outcome: 'ended',
        text: `${code ?? by}`,
      }))
      const late = new Promise((resolve) => {
        const timer = setTimeout(resolve, 1000 * SECONDS, { outcome: 'late', text: '' })
        signal.addEventListener('abort', () => clearTimeout(timer))
      })
      child.send(path)
      const { outcome, text, megabytes = 0 } = await Promise.race([answered, ended, late])
      over.abort()
      for (const promise of [answered, ended]) promise.catch(() => {})
      tally[outcome] += 1
      if (megabytes > MEGABYTES) tally.large += 1
      if (outcome === 'read') accepted.push(path)
      if (text !== undefined)
        console.log(`${outcome}: file ${i} of seed ${seed}, ${name}: ${text.slice(0, 600)}`)
      if (outcome === 'ended' || outcome === 'late' || megabytes > MEGABYTES) {
        child.kill('SIGKILL')
        child = undefined
      } else if (outcome !== 'read' || python === undefined) await rm(path)
    }
    child?.disconnect()
    const checkable = accepted.filter((path) => !/\.(csv|json|jsonl|parquet|avif|onnx)$/.test(path))
    if (python) {
      const input = checkable.join('\n')
      const refused = execFileSync(python, ['-W', 'ignore', '-c', STRICT], {
        input,
        encoding: 'utf8',
      })
      for (const line of refused.split('\n').filter(Boolean)) {
        tally.lax += 1
        console.log(`lax: ${line}`)
      }
    }
  } finally {
    await rm(folder, { recursive: true })
  }
  console.log(`${count} files of seed ${seed}: ${JSON.stringify(tally)}`)
  const { error, ended, late, large } = tally
  if (error + ended + late + large > 0) process.exitCode = 1
}

const [first = '1000', seed = '1', only, python] = process.argv.slice(2)
if (first === 'serve') await serve()
else await main(Number(first), Number(seed), only, python)
