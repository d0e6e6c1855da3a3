import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    reporters: ['default', './scripts/count-reporter.ts'],
    maxWorkers: '100%',
    server: { deps: { external: [/dist\/onnxruntime-web/] } }, // finds its files beside itself
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
