import { defineConfig } from 'vite'

/** Built to `dist/page`, where the relay looks for it. */
export default defineConfig({
  base: './',
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    // No data: URLs and no inline script, so that a strict content security policy can stay strict.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
})
