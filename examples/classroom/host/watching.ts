// The people of a room who only watch: presence does not have them, so a host asks the relay.

import { relayHttp } from '../../common/page/address.ts'

export interface Watcher {
  /** Verified: the order that lets them take part again names it. */
  readonly id: string
  /** By their token; empty where it has none. */
  readonly name: string
}

/** How a host reaches the relay by HTTP. */
export interface HostAccess {
  readonly room: string
  readonly token: string
}

/** What the relay answers a host; rejects with what it says where it refuses. */
export const askRelay = async (
  { room, token }: HostAccess,
  path: string,
  order?: object,
): Promise<Response> => {
  const answer = await fetch(`${relayHttp()}/api/rooms/${encodeURIComponent(room)}/${path}`, {
    headers: { authorization: `Bearer ${token}`, ...(order && { 'content-type': 'application/json' }) },
    ...(order && { method: 'POST', body: JSON.stringify(order) }),
  })
  if (!answer.ok) throw new Error(String((await answer.json()).message))
  return answer
}

interface Connection {
  readonly identity: {
    readonly id: string | null
    readonly name: string | null
    readonly role: string
    /** Left out where the role is one of the relay's own words. */
    readonly rights?: string
  }
}

/** The verified people who are there, and may do nothing but watch. */
export const watchersIn = async (access: HostAccess): Promise<readonly Watcher[]> => {
  const { connections } = (await (await askRelay(access, 'connections')).json()) as {
    readonly connections: readonly Connection[]
  }
  const nameById = new Map<string, string>()
  for (const { identity } of connections)
    if (identity.id !== null && (identity.rights ?? identity.role) === 'viewer')
      nameById.set(identity.id, identity.name ?? '')
  return [...nameById].map(([id, name]) => ({ id, name }))
}

/** Lets a person take part again, as an attendee: a host gives more in the list of people. */
export const letTakePart = async (access: HostAccess, { id }: Watcher): Promise<void> => {
  await askRelay(access, 'role', { id, role: 'attendee' })
}
