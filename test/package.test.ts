import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const manifest = JSON.parse(textOf('package.json'))
const installed: Record<string, string> = {
  ...manifest.dependencies,
  ...manifest.optionalDependencies,
}

/** Files of the package: what npm itself asks before it packs, which would take longer. */
const packed = await (async () => {
  const { default: packlist } = await import('npm-packlist' as string) // it has no types
  const root = { path: ROOT, package: manifest, isProjectRoot: true, edgesOut: new Map() }
  return (await packlist(root)) as string[]
})()

test('every run-time dependency stands in the table of docs/decisions.md, and nothing else does', () => {
  const [, table = ''] = textOf('docs/decisions.md').split('## Run-time dependencies')
  const rows = (table.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'))
  const named = rows.flatMap((row) =>
    [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name),
  )
  expect(named.toSorted()).toEqual(Object.keys(installed).toSorted())
})

test('versions are exact, of what a user installs and of what we build with', () => {
  const versions = Object.entries({ ...installed, ...manifest.devDependencies })
  expect(
    versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(String(version))),
  ).toEqual([])
})

test('only optional dependencies have install scripts: npm drops such a package when its script fails, and goes on', async () => {
  const lock = JSON.parse(textOf('package-lock.json')).packages as Record<
    string,
    { hasInstallScript?: boolean; dev?: boolean; optional?: boolean }
  >
  const withScript = Object.entries(lock).filter(
    ([, { hasInstallScript, dev, optional }]) => hasInstallScript && !dev && !optional,
  )
  expect(withScript).toEqual([])
})

/** Compiled by tsc: types are gone, so what is imported here is needed at run time. */
const compiled = packed.filter((file) => /^dist\/(?!web|onnxruntime-web).*\.js$/.test(file))

test('what the package imports is a dependency, and every dependency is imported', () => {
  const imported = new Set<string>()
  for (const file of compiled) {
    const names = textOf(file).matchAll(
      /^.* from '(.+)';?$|\bimport\('(.+?)'\)|\.resolve\('(.+?)'\)/gm,
    )
    for (const [, from, lazily, found] of names) {
      const name = from ?? lazily ?? found ?? ''
      if (/^[./]|^node:/.test(name)) continue
      imported.add(
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      )
    }
  }
  const besideWasm = ['onnxruntime-common'] // imported by dist/onnxruntime-web
  expect([...imported].filter((name) => !(name in installed))).toEqual([])
  expect(
    Object.keys(installed).filter((name) => !imported.has(name) && !besideWasm.includes(name)),
  ).toEqual([])
})

test('the package holds what its manifest points at, and no test, source map of a test, or picture of ours', () => {
  const targets = [
    manifest.bin.faultline,
    ...Object.values<string | Record<string, string>>(manifest.exports).flatMap((target) =>
      typeof target === 'string' ? [target] : Object.values(target),
    ),
  ].map((path) => path.replace('./', ''))
  for (const target of targets) expect(packed).toContain(target)
  for (const file of [
    'README.md',
    'LICENSE',
    'CHANGELOG.md',
    'SECURITY.md',
    'schema/faultline.schema.json',
    'demo/faultline.json',
    'demo/models/classifier.onnx',
    'dist/web/index.html',
    'dist/onnxruntime-web/ort-wasm-simd-threaded.wasm',
  ]) {
    expect(packed).toContain(file)
  }
  expect(packed.filter((file) => /\.test\.|tsbuildinfo|^src|^test|^bench/.test(file))).toEqual([])
  const sizes = packed.map((file) => statSync(join(ROOT, file)).size)
  expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(38e6) // half of it once packed
})

test('exports resolve by the name of the package, core without Node', async () => {
  const names = ['faultline', 'faultline/core', 'faultline/package.json']
  for (const name of names) expect(existsSync(new URL(import.meta.resolve(name)))).toBe(true)
  const core = packed.filter((file) => /^dist\/core\/.*\.js$/.test(file))
  expect(core.length).toBeGreaterThan(20)
  for (const file of core) expect(textOf(file)).not.toMatch(/from 'node:|require\(|\bprocess\./)
})

test('the command prints the version of the package, and so do the files that repeat it', () => {
  const { stdout } = spawnSync(process.execPath, [join(ROOT, manifest.bin.faultline), '--version'])
  expect(String(stdout)).toBe(`faultline ${manifest.version}\n`)
  expect(textOf('CITATION.cff')).toContain(`\nversion: ${manifest.version}\n`)
  expect(textOf('CHANGELOG.md')).toContain(`\n## [${manifest.version}]`)
  expect(JSON.parse(textOf('package-lock.json')).version).toBe(manifest.version)
})

test('addresses of the project agree', () => {
  const home = manifest.homepage
  expect(manifest.repository.url).toBe(`git+${home}/faultline.git`)
  expect(manifest.bugs).toBe(`${home}/issues`)
  expect(textOf('CITATION.cff')).toContain(`url: ${home}\n`)
  expect(textOf('SECURITY.md')).toContain(`@${new URL(home).host}`)
  expect(textOf('.github/ISSUE_TEMPLATE/config.yml')).toContain(`url: ${home}/`)
})

test('a workflow uses actions by digest only and has no more rights than reading', async () => {
  for (const file of await readdir(join(ROOT, '.github/workflows'))) {
    const text = textOf(`.github/workflows/${file}`)
    for (const [, version] of text.matchAll(/uses: \S+@(\S+)/g)) {
      expect(version).toMatch(/^[0-9a-f]{40}$/)
    }
    expect(text).toContain('permissions:\n  contents: read\n')
  }
})
