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
  },
})
