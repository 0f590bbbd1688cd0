// The command `homeroom class`: a relay with a link for its host and one for everyone else.
import { lanAddresses } from './base/lan-address.ts'
import { type ClassRequest, secretBeside } from './command/class-command.ts'
import { type ClassLinks, linkOf } from './command/class-notice.ts'
import { urlOf } from './relay.ts'
import { type Served, serveRelay } from './serve.ts'

interface LinkView {
  readonly code: string
  readonly role: string
  readonly expiresAtMs: number | null
  readonly uses: number | null
}

export interface ServedClass extends Served {
  readonly links: ClassLinks
}

/** Starts the relay, and gives the links of the class: those that there are, or else new ones. */
export const serveClass = async (
  { room, config }: ClassRequest,
  page: string | null,
): Promise<ServedClass> => {
  const secrets = config.secrets.length > 0 ? config.secrets : [secretBeside(config.data)]
  const served = await serveRelay({ ...config, secrets }, page)
  try {
    const codeOf = createLinks(served.url, room, secrets[0] ?? '')
    const links = {
      room,
      here: served.url,
      nearby: await nearbyOf(config.host, served.url),
      hostCode: await codeOf('host'),
      code: await codeOf('attendee'),
    }
    return { ...served, links }
  } catch (error) {
    await served.close()
    throw error
  }
}

/** Opens the page of the host; false where this machine shows none. */
export const openPage = async ({ here, hostCode }: ClassLinks, env: NodeJS.ProcessEnv): Promise<boolean> => {
  const hasScreen = process.platform !== 'linux' || (env.DISPLAY ?? env.WAYLAND_DISPLAY) !== undefined
  if (!hasScreen) return false
  const { default: open } = await import('open')
  const browser = await open(linkOf(here, hostCode)).catch(() => null)
  browser?.on('error', () => undefined)
  return browser !== null
}

/** The page at each address by which others in the network reach a relay that listens at `host`. */
export const nearbyOf = async (host: string, url: string): Promise<readonly string[]> => {
  const { hostname, port } = new URL(url)
  if (hostname !== host && hostname !== `[${host}]`)
    return (await lanAddresses()).map((address) => urlOf(address, Number(port), ''))
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') ? [] : [url]
}

/** Gives the code of a link of a role that neither ends nor counts, as a host of the room gets it. */
const createLinks = (url: string, room: string, secret: string) => {
  const call = async <Answer>(init: RequestInit = {}): Promise<Answer> => {
    const answer = await fetch(`${url}/api/rooms/${encodeURIComponent(room)}/links`, {
      ...init,
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    })
    if (!answer.ok) throw new Error(`the relay gave no link: ${await answer.text()}`)
    return (await answer.json()) as Answer
  }
  return async (role: string): Promise<string> => {
    const { links } = await call<{ links: readonly LinkView[] }>()
    const lasting = links.find(
      (link) => link.role === role && link.expiresAtMs === null && link.uses === null,
    )
    const { code } = lasting ?? (await call<LinkView>({ method: 'POST', body: JSON.stringify({ role }) }))
    return code
  }
}
