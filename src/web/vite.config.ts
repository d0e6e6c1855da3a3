import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [react()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // everything is a file: the page's policy allows no data: scripts
    chunkSizeWarningLimit: 1500, // one bundle, so that a report can inline it
    rolldownOptions: { output: { codeSplitting: false } },
  },
  worker: { format: 'es' },
})
