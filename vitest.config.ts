import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './scripts/count-reporter.ts'],
    maxWorkers: '100%',
    server: { deps: { external: [/dist\/onnxruntime-web/] } }, // finds its files beside itself
    env: { FAULTLINE_CACHE: 'off' }, // a test reads and leaves nothing at the user's
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/core/**/*.ts', 'src/io/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.generated.ts', '**/index.ts'],
      reporter: ['text-summary', ['text', { skipFull: true, maxCols: 110 }]],
      thresholds: { 'src/core/**/*.ts': { lines: 90 }, 'src/io/**/*.ts': { lines: 90 } },
    },
  },
})
