// A block that needs a page, as one: built by Vite, and served as an app would be, with the relay behind the same address.
import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import vue from '@vitejs/plugin-vue'
import { build, preview } from 'vite'
import { onTestCleanup } from './cleanup.ts'
import { freePort, type GuideWorld, type WrittenBlock } from './guide-world.ts'

/** How a framework's block gets into a page. One that joins no room stands below a component in the room at `wsUrl`. */
interface Mount {
  readonly joins: (code: string) => boolean
  /** The script of the page; `wsUrl` is null where the block joins by itself. */
  readonly script: (block: string, code: string, wsUrl: string | null) => string
  /** The component in a room, where the framework wants a file for it. */
  readonly wrapper?: (block: string, wsUrl: string) => string
}

/** What a block exports: by default where it is the file of the app that a template of React has, by a name otherwise. */
const exportOf = (code: string): string => /export const ([A-Z]\w*)/.exec(code)?.[1] ?? 'default'

const MOUNTS: Readonly<Record<string, Mount>> = {
  tsx: {
    joins: (code) => exportOf(code) === 'default',
    // In StrictMode, as the template of Vite: it mounts each component twice.
    script: (block, code, wsUrl) => `import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RoomProvider } from 'homeroom/react'
import { ${exportOf(code)} as Block } from '${block}'
const inRoom = <RoomProvider url="${wsUrl}" room="lesson" presence={{ name: 'Ada' }}><Block /></RoomProvider>
createRoot(document.getElementById('app')!).render(<StrictMode>{${wsUrl === null ? '<Block />' : 'inRoom'}}</StrictMode>)`,
  },
  vue: {
    joins: (code) => code.includes('provideRoom('),
    script: (block, _code, wsUrl) => `import { createApp, defineComponent, h } from 'vue'
import { provideRoom } from 'homeroom/vue'
import Block from '${block}'
createApp(defineComponent(() => {
  ${wsUrl === null ? '' : `provideRoom('${wsUrl}', 'lesson', { presence: { name: 'Ada' } })`}
  return () => h(Block)
})).mount('#app')`,
  },
  svelte: {
    joins: (code) => code.includes('setRoom('),
    wrapper: (block, wsUrl) => `<script>
import { setRoom } from 'homeroom/svelte'
import Block from '${block}'
setRoom('${wsUrl}', 'lesson', { presence: { name: 'Ada' } })
</script>
<Block />`,
    script: (block) => `import { mount } from 'svelte'
import Block from '${block}'
mount(Block, { target: document.getElementById('app')! })`,
  },
}

/** Writes what mounts a block, and gives the name of the page's script: the block itself where it is of no framework. */
const writeScript = ({ wsUrl }: GuideWorld, { language, code, file }: WrittenBlock): string => {
  const mount = MOUNTS[language]
  const name = basename(file)
  if (mount === undefined) return name
  const room = mount.joins(code) ? null : wsUrl
  const wrapper = room === null ? undefined : mount.wrapper?.(`./${name}`, room)
  const shown = wrapper === undefined ? name : `in-room-${name}`
  if (wrapper !== undefined) writeFileSync(join(dirname(file), shown), wrapper)
  const script = `${name}.main.tsx`
  writeFileSync(join(dirname(file), script), mount.script(`./${shown}`, code, room))
  return script
}

/** Builds a block's page, serves it, and gives its URL; what is not the page's goes to the section's server. */
export const servePage = async (world: GuideWorld, block: WrittenBlock): Promise<string> => {
  const folder = dirname(block.file)
  const file = basename(block.file)
  const html = join(folder, `${file}.html`)
  const script = writeScript(world, block)
  if (block.language !== 'html')
    writeFileSync(html, `<body><div id="app"></div><script type="module" src="./${script}"></script></body>`)

  const outDir = join(folder, `${file}-built`)
  const config = {
    root: folder,
    configFile: false as const,
    logLevel: 'silent' as const,
    plugins: [
      ...(block.language === 'vue' ? [vue()] : []),
      ...(block.language === 'svelte' ? [svelte()] : []),
    ],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'esnext',
      rolldownOptions: { input: block.language === 'html' ? block.file : html },
    },
  }
  await build(config)
  const server = await preview({
    ...config,
    preview: {
      host: '127.0.0.1',
      port: await freePort(),
      strictPort: true,
      proxy: { '^/(?!assets/|[^?]*[.]html)': { target: `http://127.0.0.1:${world.port}`, ws: true } },
    },
  })
  onTestCleanup(() => server.close())
  return `${server.resolvedUrls?.local[0]}${block.language === 'html' ? file : basename(html)}`
}
