// A block that needs a page, as one: built by Vite, and served as an app would be, with the relay behind the same address.
import { writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import vue from '@vitejs/plugin-vue'
import { build, preview } from 'vite'
import { onTestCleanup } from './cleanup.ts'
import { freePort, type GuideWorld, type WrittenBlock } from './guide-world.ts'

/** How a framework's block gets into a page: `App` by itself, and any other component in a room. */
const MOUNTS: Readonly<Record<string, (file: string, block: WrittenBlock, wsUrl: string) => string>> = {
  tsx: (file, { code }, wsUrl) => {
    const name = /export const (App)\b/.exec(code)?.[1] ?? /export const ([A-Z]\w*)/.exec(code)?.[1]
    const element =
      name === 'App'
        ? '<App />'
        : `<RoomProvider url="${wsUrl}" room="lesson" presence={{ name: 'Ada' }}><${name} /></RoomProvider>`
    return `import { createRoot } from 'react-dom/client'
import { RoomProvider } from 'homeroom/react'
import { ${name} } from './${file}'
createRoot(document.getElementById('app')!).render(${element})`
  },
  vue: (file) => `import { createApp } from 'vue'
import App from './${file}'
createApp(App).mount('#app')`,
  svelte: (file) => `import { mount } from 'svelte'
import App from './${file}'
mount(App, { target: document.getElementById('app')! })`,
}

/** Builds a block's page, serves it, and gives its URL; what is not the page's goes to the section's server. */
export const servePage = async (world: GuideWorld, block: WrittenBlock): Promise<string> => {
  const folder = dirname(block.file)
  const file = basename(block.file)
  const html = join(folder, `${file}.html`)
  const mount = MOUNTS[block.language]?.(file, block, world.wsUrl)
  if (mount !== undefined) writeFileSync(join(folder, `${file}.main.tsx`), mount)
  const script = mount === undefined ? file : `${file}.main.tsx`
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
