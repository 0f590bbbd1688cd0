// A plugin of vite: Excalidraw, with all that it loads, from this relay alone, and no more of it than a board needs.

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

const FOLDER = dirname(createRequire(import.meta.url).resolve('@excalidraw/excalidraw'))

/** Where the page finds the fonts; `board.tsx` says it to Excalidraw. */
const FONTS = 'assets/excalidraw/fonts'

/** The languages of our words. Those that a board is not shown in are the English one, which is there. */
const LANGUAGES = /\/locales\/(?!(en|de-DE|fr-FR|es-ES|ar-SA|percentages)-)[^/]+\.js$/

const own = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** What is in the place of a part. */
const INSTEAD: readonly (readonly [part: RegExp, file: string])[] = [
  [/subset-shared\.chunk\.js$/, own('whole-fonts.ts')],
  [/subset-worker\.chunk\.js$/, own('no-worker.ts')],
  [/^@excalidraw\/mermaid-to-excalidraw$/, own('no-mermaid.ts')],
  [
    LANGUAGES,
    join(
      FOLDER,
      'locales',
      readdirSync(join(FOLDER, 'locales')).find((name) => name.startsWith('en-')) ?? '',
    ),
  ],
]

/** A place in Excalidraw's code that is another one here; `file` is a text that only its file has. */
interface Change {
  readonly what: string
  readonly file: string
  readonly from: RegExp
  readonly to: string
}

const CHANGES: readonly Change[] = [
  {
    // Where a font does not come it would ask a server of somebody else's.
    ...{ what: 'fallback of fonts', file: 'ASSETS_FALLBACK_URL' },
    ...{ from: /return (\w+)\.push\(new URL\(\w+,\w+\.ASSETS_FALLBACK_URL\)\),\1\}/, to: 'return $1}' },
  },
  {
    // 12 MB of Chinese handwriting: those letters are the system's.
    ...{ what: 'Xiaolai', file: 'ASSETS_FALLBACK_URL' },
    ...{ from: /(\w+)=\[\{uri:(\w+),descriptors:\{unicodeRange:"U\+f9b8-fa6d[^\]]*\]/, to: '$1=[]' },
  },
  {
    // For pictures that a server makes: nobody can choose it on a page, and it is the system's where an old drawing has it.
    ...{ what: 'Liberation', file: 'ASSETS_FALLBACK_URL' },
    ...{ from: /(LiberationSans-Regular\.woff2";var \w+=)\[\{uri:\w+\}\]/, to: '$1[]' },
  },
  {
    // A screen reader would read a button without a name; another menu of Excalidraw's has one.
    ...{ what: 'button of its menu', file: '"main-menu-trigger"' },
    from: /("aria-label":(\w+)\("buttons\.menu"\)[\s\S]*)"data-testid":"main-menu-trigger"/,
    to: '$1"aria-label":$2("buttons.menu"),"data-testid":"main-menu-trigger"',
  },
  {
    // Some colours between others: nothing has been opened.
    ...{ what: 'choice of colours', file: '"main-menu-trigger"' },
    from: /role:"dialog","aria-modal":"true",(className:"color-picker-container")/,
    to: '$1',
  },
  {
    // What somebody has selected is framed in the colour that they have elsewhere. A dark canvas turns colours round by itself.
    ...{ what: 'colour of people', file: '"main-menu-trigger"' },
    from: /\((\w+),(\w+)\)=>(`hsl\(\$\{Math\.abs\([^`]*%37\*10\}, 100%, 83%\)`)/,
    to: '($1,$2)=>$2?.pointer?.laserColor?.replace("oklch(0.8 ","oklch(0.47 ")??$3',
  },
  {
    // The page has one of its own.
    ...{ what: 'footer', file: '"main-menu-trigger"' },
    from: /role:"contentinfo",(className:"layer-ui__wrapper__footer)/,
    to: '$1',
  },
]

const changed = (code: string, { what, from, to }: Change): string => {
  const next = code.replace(from, to)
  if (next === code)
    throw new Error(`Excalidraw has another ${what} now: look at its code, and change the plugin.`)
  return next
}

const fontFiles = (): readonly string[] =>
  readdirSync(join(FOLDER, 'fonts'), { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.woff2') && !/^(Xiaolai|Liberation)\b/.test(name),
  )

export const excalidrawHere = (): Plugin => ({
  name: 'homeroom-excalidraw',
  enforce: 'pre',

  resolveId(id, importer) {
    if (importer?.includes('/@excalidraw/excalidraw/') !== true) return null
    return INSTEAD.find(([part]) => part.test(id))?.[1] ?? null
  },

  transform(code, id) {
    if (!id.includes('/@excalidraw/excalidraw/')) return null
    const changes = CHANGES.filter(({ file }) => code.includes(file))
    return changes.length === 0 ? null : changes.reduce(changed, code)
  },

  buildStart() {
    // vite's own server has no files to emit.
    if (this.meta.watchMode) return
    for (const name of fontFiles())
      this.emitFile({
        type: 'asset',
        fileName: `${FONTS}/${name}`,
        source: readFileSync(join(FOLDER, 'fonts', name)),
      })
  },
})
