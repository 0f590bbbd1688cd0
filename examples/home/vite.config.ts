import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompressed } from '../precompressed.ts'
import { RENDERER } from '../renderer.ts'
import { excalidrawHere } from '../whiteboard/build/excalidraw-here.ts'
import { precache } from './precache.ts'

const source = (file: string): string => fileURLToPath(new URL(`../../client/${file}`, import.meta.url))

/** What all kinds of rooms begin with is one file: many small ones are more bytes. */
const IN_EVERY_ROOM =
  /examples\/common\/(?:connection\/(?!reset-dialog)|gestures\/(?!more)|header|host\/(?!host-tools|everyone-writes)|news|pen\/(?!give-pen)|people\/(?!people-dialog)|room|waiting\/waiting-(?!dialog))|keep-setting|page\/(?:dialog|shortcuts|kind-links)/

/** The signs of these and of the class, too: a file for each is three times as many bytes. */
const SIGNS_IN_ROOMS =
  /lucide-react\/.*\/icons\/(?:download|ellipsis|lock|log-out|minimize-2|sliders-horizontal)\.m?js$/

/** Built to `dist/page`, where the relay looks for it. */
export default defineConfig({
  base: './',
  // Its list of files would push what `npm start` says last out of sight.
  logLevel: 'warn',
  plugins: [react(), excalidrawHere(), precache(), precompressed()],
  // The package under its own name, from its sources, so that the page is never older than they are.
  resolve: {
    alias: {
      ...RENDERER,
      'homeroom/client': source('index.ts'),
      'homeroom/react': source('react.tsx'),
      'homeroom/claims': source('claims.ts'),
      'homeroom/chat': source('chat.ts'),
      'homeroom/versions': source('versions.ts'),
      'homeroom/draw': source('draw.ts'),
      'homeroom/pictures': source('pictures.ts'),
      'homeroom/excalidraw': source('excalidraw.ts'),
      'homeroom/crowd': source('crowd.ts'),
      'homeroom/lesson': source('lesson.ts'),
    },
    dedupe: ['yjs', 'y-protocols', 'lib0', 'preact'],
  },
  build: {
    outDir: '../../dist/page',
    emptyOutDir: true,
    // No data: URLs and no inline script, so that a strict content security policy can stay strict.
    assetsInlineLimit: 0,
    // Excalidraw is as large as this, and loaded with a whiteboard alone.
    chunkSizeWarningLimit: 600,
    // The first browsers with light-dark(): compiled for older ones, colours would not follow the choice of a theme.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      checks: { pluginTimings: false },
      output: {
        codeSplitting: {
          groups: [
            { name: 'lobby', test: /examples\/home\/(?:app|late-room|lobby)|preload-helper/, priority: 1 },
            { name: 'room', test: IN_EVERY_ROOM },
            { name: 'signs', test: SIGNS_IN_ROOMS },
          ],
        },
      },
    },
  },
})
