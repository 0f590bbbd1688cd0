// The programs of docs/guides/mounting.md, as files that can be compiled and run.
import { fork } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { onTestCleanup } from './cleanup.ts'
import { readText } from './files.ts'

/** Below the project's own package.json, so that `homeroom/server` is this project; not in git. */
const FOLDER = fileURLToPath(new URL(`../../dist/.recipes-${process.pid}/`, import.meta.url))

export const removeRecipes = (): void => rmSync(FOLDER, { recursive: true, force: true })

/** The first program under a heading of the guide. */
export const recipeOf = (heading: string): string => {
  const [, section = ''] = readText('docs/guides/mounting.md').split(`\n## ${heading}\n`)
  const code = /```ts\n(.*?)```/s.exec(section.split('\n## ')[0] ?? '')?.[1]
  if (code === undefined) throw new Error(`there is no recipe for ${heading}`)
  return code
}

/** Writes a program, and what a test adds to it, to a file of its own. */
export const writeRecipe = (name: string, code: string): string => {
  mkdirSync(FOLDER, { recursive: true })
  const file = `${FOLDER}${name}`
  writeFileSync(file, code)
  return file
}

export interface RunningRecipe {
  readonly url: string
  readonly wsUrl: string
  /** Closes the relay, and not the host. */
  closeRelay(): Promise<void>
}

/** What a test adds: a WebSocket of the host's own, and how it is told of the port and asks for the relay's end. */
const added = (server: string): string => `
import { WebSocketServer as OwnServer } from 'ws'
const echo = new OwnServer({ noServer: true })
${server}.on('upgrade', (request, socket, head) => {
  if (request.url === '/echo')
    echo.handleUpgrade(request, socket, head, (ws) => ws.on('message', (data) => ws.send(data)))
})
process.on('message', () => relay.close().then(() => process.send('closed')))
process.on('disconnect', () => process.exit())
const told = setInterval(() => {
  const address = ${server}.address()
  if (address === null) return
  clearInterval(told)
  process.send(address.port)
}, 5)
`

/** Runs a program of the guide on a free port; `server` is how it names its HTTP server. */
export const runRecipe = async (heading: string, server: string): Promise<RunningRecipe> => {
  // A program that ends what nobody takes leaves the test's own WebSocket alone.
  const code = recipeOf(heading)
    .replace('3000', '0')
    .replace('else if (', "else if (request.url !== '/echo' && ")
  const child = fork(writeRecipe(`${heading.replaceAll(/\W+/g, '-')}.ts`, code + added(server)), {
    stdio: 'pipe',
  })
  onTestCleanup(() => child.kill('SIGKILL'))
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      printed += chunk
    })
  const message = () => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    child.once('message', resolve)
    child.once('exit', () => reject(new Error(`${heading} ended: ${printed}`)))
    return promise
  }
  const address = `127.0.0.1:${await message()}`
  return {
    url: `http://${address}`,
    wsUrl: `ws://${address}`,
    async closeRelay() {
      const closed = message()
      child.send('close')
      await closed
    },
  }
}
