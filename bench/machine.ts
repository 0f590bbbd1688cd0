import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'

const GIB = 2 ** 30

/** Packages whose versions the numbers belong to. */
const PACKAGES = [
  '@y/websocket-server',
  'y-websocket-server-next',
  '@hocuspocus/server',
  '@hocuspocus/extension-redis',
  'ws',
  'yjs',
]

const versionIn = (folder: string): string =>
  (
    JSON.parse(readFileSync(new URL(`../${folder}/package.json`, import.meta.url), 'utf8')) as {
      version: string
    }
  ).version

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryGib: number
  readonly kernel: string
  readonly node: string
  /** Whether the relay had a core of its own. */
  readonly isPinned: boolean
  /** Whether the relay and the load generator had one core for both; absent in older results, which had two. */
  readonly sharesCore?: boolean
  readonly versions: Readonly<Record<string, string>>
}

export const describeMachine = (isPinned: boolean, sharesCore = false): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGib: Math.round(totalmem() / GIB),
  kernel: release(),
  node: process.version,
  isPinned,
  sharesCore,
  versions: {
    homeroom: versionIn('.'),
    ...Object.fromEntries(PACKAGES.map((name) => [name, versionIn(`node_modules/${name}`)])),
  },
})
