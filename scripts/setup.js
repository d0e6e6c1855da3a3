// The two commands' set-up, with no dependency of its own: installs packages when they are missing or older than the
// lock file, builds, and then runs what was asked for.
//   node scripts/setup.js [install | build | demo | cases | smoke | site | coverage | test] [arguments of that command]
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

function build() {
  tool('tsc', ['-b', '--checkers', '1']) // more of them check the same files again
  removeStale()
  tool('vite', ['build', '--config', 'src/web/vite.config.ts', '--logLevel', 'warn'])
  const wasm = join(root, 'dist', 'onnxruntime-web')
  mkdirSync(wasm, { recursive: true })
  for (const file of wasmFiles) {
    cpSync(join(root, 'node_modules', 'onnxruntime-web', 'dist', file), join(wasm, file))
  }
}

const browsers = ['chromium', 'chromium-browser', 'google-chrome']

/** The browser tests need a Chromium: Debian's is installed where that is possible, and named where it is not. */
function browser() {
  if (process.env.CHROMIUM_PATH || browsers.some((name) => existsSync(`/usr/bin/${name}`))) return
  if (installFromDebian('chromium', 'the browser tests')) return
  console.error(
    'The browser tests need Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH to one',
  )
  process.exit(1)
}

/** The queue's test needs a real Redis; where there is none it is skipped, and this says so. */
function redis() {
  if (spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0) return
  if (installFromDebian('redis-server', 'the test of the queue')) return
  console.error(
    'No redis-server: the test of the queue is skipped (Debian: apt-get install redis-server)',
  )
}

/** False where there is no apt-get, or no right to use it. */
function installFromDebian(name, what) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  console.log(`Installing ${name} for ${what}`)
  run('apt-get', ['update', '-qq'], { stdio: 'ignore' })
  run('apt-get', ['install', '-y', '-qq', name], { stdio: 'ignore' })
  return true
}

/** Starts a script of Node beside what else is done; waiting for it prints what it says, and ends this process if it fails. */
function beside(...args) {
  const ended = new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root, maxBuffer: 1e8 }, (error, stdout, stderr) =>
      resolve({ error, said: stdout + stderr }),
    )
  })
  return async () => {
    const { error, said } = await ended
    process.stdout.write(said)
    if (error) process.exit(1)
  }
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
  demo: () => {
    build()
    run(process.execPath, ['bin/faultline.js', 'demo', ...rest])
  },
  smoke: () => {
    rmSync(join(root, 'dist'), { recursive: true, force: true }) // nothing of an older build is packed
    build()
    run(process.execPath, ['scripts/smoke.js', ...rest])
  },
  coverage: () => {
    browser()
    redis()
    build()
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
  cases: () => {
    const which = rest.includes('--data') ? 'data' : 'expected'
    build()
    tool('vitest', ['run', 'test/cases'], { env: { ...process.env, FAULTLINE_CASES: which } })
  },
  test: async () => {
    browser()
    redis()
    const lint = startLint()
    build()
    for (const check of [lint, ...startChecks()]) await check()
    tool('vitest', ['run', ...rest])
  },
}

if (!(task in tasks)) {
  console.error(`Unknown task "${task}": expected one of ${Object.keys(tasks).join(', ')}`)
  process.exit(2)
}
install()
await tasks[task]()
