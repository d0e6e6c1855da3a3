// Installs the packed package as a user does and tries it: an empty project, an empty home, no settings of ours.
//   npm run smoke [-- --npm VERSION]     tries that npm instead of the one that runs this
// Leaves the package, now tried, as faultline-VERSION.tgz.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'vite'

const { values } = parseArgs({ options: { npm: { type: 'string' } } })
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'faultline-smoke-'))
const home = join(folder, 'home')
const project = join(folder, 'project')
for (const path of [home, project]) mkdirSync(path)

const cache = execute('npm', ['config', 'get', 'cache'], root, process.env).trim()
// What a shell hands on, less every setting of npm and of ours.
const env = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|onnxruntime|ort_|node_)/i.test(name)),
  ),
  HOME: home,
  USERPROFILE: home,
  npm_config_cache: cache,
  npm_config_update_notifier: 'false',
}

/** Runs a command to its end and returns what it printed on stdout; ends this script if it fails. */
function execute(command, args, cwd = project, environment = env) {
  const options = { cwd, env: environment, encoding: 'utf8', shell: process.platform === 'win32' }
  const { status, stdout, stderr } = spawnSync(command, args, options)
  if (status === 0) return stdout
  console.error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}\n${stderr}`)
  process.exit(1)
}

function check(what, isRight) {
  console.log(`${isRight ? 'ok    ' : 'WRONG '} ${what}`)
  if (!isRight) process.exitCode = 1
}

const npm = (...args) =>
  values.npm ? execute('npx', ['--yes', `npm@${values.npm}`, ...args]) : execute('npm', args)

execute('npm', ['pack', '--ignore-scripts', '--pack-destination', root], root, process.env)
writeFileSync(
  join(project, 'package.json'),
  '{ "name": "smoke", "private": true, "type": "module" }',
)
npm('install', join(root, `faultline-${version}.tgz`))
check(`npm ${npm('--version').trim()} installs it`, true)
const modules = readdirSync(join(project, 'node_modules'))
console.log(
  `        native onnxruntime: ${modules.includes('onnxruntime-node') ? 'yes' : 'no, WebAssembly'}`,
)

const printed = execute('npx', ['faultline', '--version']).trim()
check(`npx faultline --version prints ${printed}`, printed === `faultline ${version}`)

execute('npx', ['faultline', 'demo'])
const run = join(project, 'runs', 'demo')
const { classes } = JSON.parse(readFileSync(join(run, 'directions.json'), 'utf8'))
const found = classes.filter(({ state }) => state === 'ok').map((result) => result.class)
check(`npx faultline demo finds failures of ${found.join(', ')}`, found.length === 4)
const kept = [home, join(home, '.cache')].flatMap((path) => readdirSync(path))
check('the home holds our cache and nothing else', `${kept}` === '.cache,faultline')

writeFileSync(
  join(project, 'use.ts'),
  `import { loadConfig, openRun, run, type Run } from 'faultline'
import { auroc, type Matrix } from 'faultline/core'
export const score: number = auroc([1, 2], [0, 1])
export const matrix: Matrix = { data: Float32Array.of(1), rows: 1, cols: 1 }
export async function flagged(): Promise<Run> {
  const { config, baseFolder } = await loadConfig('faultline.json')
  await run(config, { folder: 'runs/mine', baseFolder })
  return openRun('runs/mine')
}
`,
)
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
for (const [module, resolution] of [
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
]) {
  const flags = ['--noEmit', '--strict', '--target', 'es2023', '--module', module]
  execute(process.execPath, [tsc, ...flags, '--moduleResolution', resolution, 'use.ts'])
  check(`its types hold under module resolution "${resolution}", libraries checked too`, true)
}

writeFileSync(join(project, 'page.js'), `export { auroc, fitDirections } from 'faultline/core'\n`)
await build({
  root: project,
  configFile: false,
  logLevel: 'error',
  build: { lib: { entry: 'page.js', formats: ['es'], fileName: 'bundle' }, minify: true },
})
const bundle = join(project, 'dist', 'bundle.js')
const text = readFileSync(bundle, 'utf8')
check(
  `faultline/core makes a bundle of ${Math.round(text.length / 1024)} KiB without Node`,
  !/["']node:|__vite-browser-external/.test(text),
)
const { auroc } = await import(pathToFileURL(bundle).href)
check('the bundle computes', auroc([1, 2], [0, 1]) === 1)

if (process.exitCode) console.error(`Left for inspection: ${folder}`)
else rmSync(folder, { recursive: true })
