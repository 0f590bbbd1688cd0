import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompressed } from '../precompressed.ts'
import { RENDERER } from '../renderer.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Built into `dist/page`, beside the home page, which is built first and empties the folder. */
export default defineConfig({
  base: './',
  // Its list of files would push what `npm start` says last out of sight.
  logLevel: 'warn',
  publicDir: false,
  plugins: [react(), precompressed()],
  resolve: { alias: { ...RENDERER, 'homeroom/client': here('../../client/index.ts') } },
  build: {
    outDir: '../../dist/page',
    emptyOutDir: false,
    // No data: URLs and no inline script: the relay serves it under a strict content security policy.
    assetsInlineLimit: 0,
    // The first browsers with light-dark().
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    rolldownOptions: { input: here('inspect.html'), checks: { pluginTimings: false } },
  },
})
