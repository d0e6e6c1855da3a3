// The two commands' set-up, with no dependency of its own: installs packages when they are missing or older than the
// lock file, builds, and then runs what was asked for.
//   node scripts/setup.js [install | build | demo | cases | smoke | site | wasm | coverage | test] [arguments of that command]
import { execFile, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const [task = 'install', ...rest] = process.argv.slice(2)

/** The tools' own files, run by this Node: what stands in `.bin` cannot be started in the same way on Windows. */
const tools = {
  tsc: 'typescript/bin/tsc',
  vite: 'vite/bin/vite.js',
  biome: '@biomejs/biome/bin/biome',
  vitest: 'vitest/vitest.mjs',
}
const tool = (name, args, options) =>
  run(process.execPath, [join(root, 'node_modules', tools[name]), ...args], options)

/** Runs a command with this terminal; ends this process with its exit code if it fails. */
function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (error) console.error(`Cannot run ${command}: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

function install(folder = root) {
  const lock = join(folder, 'package-lock.json')
  const installed = join(folder, 'node_modules', '.package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  // Not `npm ci`: it refuses a lock file made where the registry lacks the binaries of other platforms.
  const args = ['install', '--no-save', '--no-audit', '--no-fund']
  const npm = process.env.npm_execpath // set where npm started this script; its command is no program on Windows
  if (npm) run(process.execPath, [npm, ...args], { cwd: folder })
  else run('npm', args, { cwd: folder })
}

/** What `encoders/onnx/onnx-runtime.ts` needs of onnxruntime-web, 14 of its 139 MB. */
const wasmFiles = ['ort.node.min.mjs', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']

/** Removes what an incremental build leaves of sources that were moved or removed. */
function removeStale() {
  const dist = join(root, 'dist')
  for (const name of readdirSync(dist, { recursive: true })) {
    const [, stem] = /^(?!web|onnxruntime-web)(.*?)(\.d\.ts|\.js|\.js\.map)$/.exec(name) ?? []
    if (stem !== undefined && !existsSync(join(root, 'src', `${stem}.ts`))) rmSync(join(dist, name))
  }
}

async function build() {
  const page = beside(
    ...[join('node_modules', tools.vite), 'build', '--config', 'src/web/vite.config.ts'],
    ...['--logLevel', 'warn'],
  )
  tool('tsc', ['-b', '--checkers', '1']) // more of them check the same files again
  removeStale()
  await page()
  const wasm = join(root, 'dist', 'onnxruntime-web')
  mkdirSync(wasm, { recursive: true })
  for (const file of wasmFiles) {
    cpSync(join(root, 'node_modules', 'onnxruntime-web', 'dist', file), join(wasm, file))
  }
}

/** Where Debian and others put a Chromium; the first is the one for programs, smaller and with less work for a page. */
const browsers = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
const hasBrowser = () =>
  Boolean(process.env.CHROMIUM_PATH) || browsers.some((name) => existsSync(`/usr/bin/${name}`))
const hasRedis = () => spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0

/**
 * The browser tests need a Chromium, the queue's test a real Redis. Debian's are installed, where that is possible, while
 * the rest is set up; waiting for it ends this process if there is no Chromium, and says so if there is no Redis.
 */
function startPrograms() {
  const missing = [
    ...(hasBrowser() ? [] : ['chromium-headless-shell']),
    ...(hasRedis() ? [] : ['redis-server']),
  ]
  const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  let installed = async () => {}
  if (missing.length > 0 && canInstall) {
    console.log(`Installing ${missing.join(' and ')} from Debian for the tests`)
    const before = ['export DEBIAN_FRONTEND=noninteractive', 'apt-get update -qq']
    const commands = missing.map(
      (name) => `apt-get install -y -qq --no-install-recommends ${name} >/dev/null`,
    )
    installed = start('sh', ['-c', [...before, ...commands].join('; ')])
  }
  return async () => {
    await installed()
    if (!hasRedis()) {
      console.error(
        'No redis-server: the test of the queue is skipped (Debian: apt-get install redis-server)',
      )
    }
    if (hasBrowser()) return
    console.error(
      'The browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to one',
    )
    process.exit(1)
  }
}

/** Starts a command beside what else is done. Waiting for it prints what it says, and tells whether it went well. */
function start(command, args) {
  const ended = new Promise((resolve) => {
    execFile(command, args, { cwd: root, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ error, said: stdout + stderr }),
    )
  })
  return async () => {
    const { error, said } = await ended
    process.stdout.write(said)
    return !error
  }
}

/** Starts a script of Node beside what else is done; waiting for it ends this process if it fails. */
function beside(...args) {
  const isWell = start(process.execPath, args)
  return async () => (await isWell()) || process.exit(1)
}

const startLint = () => beside(join('node_modules', tools.biome), 'check', '--error-on-warnings')

/** Those that read what is built. */
const startChecks = () =>
  [
    ['scripts/check-docs.js'],
    ['scripts/check-examples.js'],
    ['scripts/write-formats.js', '--check'],
    ['scripts/readme-bench.js', '--check'],
  ].map((args) => beside(...args))

const tasks = {
  install: () => {},
  build,
  demo: async () => {
    await build()
    run(process.execPath, ['bin/faultline.js', 'demo', ...rest])
  },
  smoke: async () => {
    rmSync(join(root, 'dist'), { recursive: true, force: true }) // nothing of an older build is packed
    await build()
    run(process.execPath, ['scripts/smoke.js', ...rest])
  },
  coverage: async (programs) => {
    await build()
    await programs()
    tool('vitest', ['run', '--coverage', ...rest])
  },
  site: () => {
    const folder = join(root, 'site')
    install(folder)
    const inSite = (...args) => run(process.execPath, args, { cwd: folder })
    inSite('write-pages.js')
    inSite('node_modules/typedoc/bin/typedoc', '--options', 'typedoc.json')
    inSite('node_modules/vitepress/bin/vitepress.js', 'build')
    console.log('The site is in site/out')
  },
  wasm: () => {
    const folder = join(root, 'scripts', 'wasm')
    install(folder)
    run(process.execPath, ['build-wasm.js'], { cwd: folder })
  },
  cases: async () => {
    const which = rest.includes('--data') ? 'data' : 'expected'
    await build()
    tool('vitest', ['run', 'test/cases'], { env: { ...process.env, FAULTLINE_CASES: which } })
  },
  test: async (programs) => {
    const lint = startLint()
    await build()
    for (const check of [lint, ...startChecks(), programs]) await check()
    tool('vitest', ['run', ...rest])
  },
}

if (!(task in tasks)) {
  console.error(`Unknown task "${task}": expected one of ${Object.keys(tasks).join(', ')}`)
  process.exit(2)
}
const programs = ['test', 'coverage'].includes(task) ? startPrograms() : undefined
install()
await tasks[task](programs)
