import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Tests that replace a module for themselves. */
const mocking = ['src/io/files/write-atomic-windows.test.ts', 'test/pipeline/step-keys.test.ts']

/** What takes longest begins first, so that it is not alone at the end. */
const longest = /test\/(pipeline\/(demo|kills)|browser|python)\b/

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLong = ({ moduleId }: TestSpecification) => Number(longest.test(moduleId))
    return (await super.sort(files)).sort((a, b) => isLong(b) - isLong(a))
  }
}

/** For the tests of both projects. */
const common = {
  server: { deps: { external: [/\/dist\//] } }, // what is built runs as it is
  env: { FAULTLINE_CACHE: 'off' }, // a test reads and leaves nothing at the user's
  execArgv: ['--no-sparkplug'], // most code runs a few times only: compiling it in between costs more than it saves
  testTimeout: 60_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    reporters: ['default', './scripts/count-reporter.ts'],
    globalSetup: 'test/temporary-files.ts',
    maxWorkers: availableParallelism() + 1, // while some wait for a process or a page, others go on
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...common, name: 'alone', include: mocking } },
      {
        // One process loads the modules once for many files: half the time.
        test: {
          ...common,
          name: 'together',
          include: ['{src,test}/**/*.test.ts'],
          exclude: mocking,
          isolate: false,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src/core/**/*.ts', 'src/io/**/*.ts'],
      // What is compiled to WASM runs where V8 does not count lines.
      exclude: ['**/*.test.ts', '**/*.generated.ts', '**/index.ts', '**/assembly/**'],
      reporter: ['text-summary', ['text', { skipFull: true, maxCols: 110 }]],
      thresholds: { 'src/core/**/*.ts': { lines: 90 }, 'src/io/**/*.ts': { lines: 90 } },
    },
  },
})
