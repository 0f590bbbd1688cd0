// Where the page of the relay is, for a person who is sent a link: by the name under which its host asks, or by an address of this
// machine in the network, where that name is one of this machine alone.
import type { Context } from 'hono'
import type { Env } from '../env.ts'
import { isLoopbackName } from '../local-name.ts'

export interface PageUrlDeps {
  /** A folder of files that the relay serves; null for none. */
  readonly page: string | null
  readonly path: string
  readonly trustProxy: number
  /** Addresses of this machine at which others in the network reach the relay, the likeliest first. */
  readonly reachable: () => Promise<readonly string[]>
}

/** Gives the page with a code behind `#`, which no server and no proxy sees; null where there is no page. */
export const createPageUrl =
  ({ page, path, trustProxy, reachable }: PageUrlDeps) =>
  async (c: Context<Env>, code: string): Promise<string | null> => {
    const host = c.req.header('host')
    if (page === null || host === undefined) return null
    const told = trustProxy > 0 ? c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim() : undefined
    const [nearby] = isLoopbackName(host) ? await reachable() : []
    const base = nearby ?? `${told === 'https' ? 'https' : 'http'}://${host}`
    return `${base}${path}/#join=${code}`
  }
