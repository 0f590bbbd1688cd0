// The command `homeroom class`: a relay with a link for its host and one for everyone else.
import * as Y from 'yjs'
import { lanAddresses } from './base/lan-address.ts'
import { type ClassRequest, secretBeside } from './command/class-command.ts'
import { type ClassLinks, hostLinkOf } from './command/class-notice.ts'
import { isLoopback } from './http/local-name.ts'
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
  /** Desks were asked for, and the room was there before: it has those that it had. */
  readonly keepsDesks: boolean
}

/** Starts the relay, and gives the links of the class: those that there are, or else new ones. */
export const serveClass = async (
  { room, config, desks }: ClassRequest,
  page: string | null,
): Promise<ServedClass> => {
  const secrets = config.secrets.length > 0 ? config.secrets : [secretBeside(config.data)]
  const served = await serveRelay({ ...config, secrets }, page)
  try {
    const secret = secrets[0] ?? ''
    const codeOf = createLinks(served.url, room, secret)
    const links = {
      room,
      here: served.url,
      nearby: await nearbyOf(config.host, served.url),
      isLocal: config.host === 'localhost' || isLoopback(config.host),
      hostCode: await codeOf('host'),
      code: await codeOf('attendee'),
    }
    const keepsDesks = desks !== null && !(await placeDesks({ url: served.url, room, secret, desks }))
    return { ...served, links, keepsDesks }
  } catch (error) {
    await served.close()
    throw error
  }
}

interface DesksPlaced {
  readonly url: string
  readonly room: string
  readonly secret: string
  readonly desks: number
}

/**
 * Writes for how many people the page draws desks; false where there is a document, in which a host may have set them up.
 *
 * @throws Error where the relay does not take it.
 */
const placeDesks = async ({ url, room, secret, desks }: DesksPlaced): Promise<boolean> => {
  const doc = new Y.Doc()
  doc.getMap('settings').set('desks', desks)
  const answer = await fetch(`${url}/api/rooms/${encodeURIComponent(room)}/document`, {
    method: 'PATCH',
    headers: {
      authorization: `Bearer ${secret}`,
      'content-type': 'application/octet-stream',
      'if-none-match': '*',
    },
    body: Y.encodeStateAsUpdate(doc) as Uint8Array<ArrayBuffer>,
  })
  if (!answer.ok && answer.status !== 412) throw new Error(`the relay took no desks: ${await answer.text()}`)
  return answer.ok
}

/** Opens the page of the host; false where this machine shows none. */
export const openPage = async (links: ClassLinks, env: NodeJS.ProcessEnv): Promise<boolean> => {
  const hasScreen = process.platform !== 'linux' || (env.DISPLAY ?? env.WAYLAND_DISPLAY) !== undefined
  if (!hasScreen) return false
  const { default: open } = await import('open')
  const browser = await open(hostLinkOf(links)).catch(() => null)
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
