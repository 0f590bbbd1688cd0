import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { joinRoom } from '../../../client/index.ts'
import type { Binding, Joined } from './binding.ts'

const query = new URLSearchParams(location.search)
const asked = (key: string): string => {
  const value = query.get(key)
  if (value === null) throw new Error(`The address lacks ?${key}=`)
  return value
}

const [server, room, token, name] = [asked('server'), asked('room'), asked('token'), asked('name')]

const root = document.querySelector<HTMLElement>('#root')
if (root === null) throw new Error('The page has no root.')

/** Until it is connected the role is not known; a page that opens without a network does not wait for ever. */
const PATIENCE_MS = 2_000

const own = async (): Promise<Omit<Joined, 'user' | 'root'>> => {
  const joined = joinRoom(server, room, { token: () => token })
  await new Promise<void>((resolve) => {
    const look = () => joined.status.get().state === 'connected' && resolve()
    joined.status.subscribe(look)
    setTimeout(resolve, PATIENCE_MS)
    look()
  })
  joined.saved.subscribe(() => {
    if (joined.saved.get().obstacle) console.warn('room.saved:', JSON.stringify(joined.saved.get().obstacle))
  })
  return {
    ...joined,
    provider: joined.provider as Joined['provider'],
    mayWrite: joined.welcome.get()?.identity.role !== 'viewer',
    joinOther(name, into) {
      const { doc, provider } = joinRoom(server, `${room}/${name}`, {
        token: () => token,
        doc: into ?? new Y.Doc(),
      })
      return { doc, provider: provider as Joined['provider'] }
    },
  }
}

const stock = (): Omit<Joined, 'user' | 'root'> => {
  const params = { token }
  const doc = new Y.Doc()
  const provider = new WebsocketProvider(server, room, doc, { params })
  return {
    doc,
    provider: provider as unknown as Joined['provider'],
    awareness: provider.awareness,
    mayWrite: true,
    joinOther(name, into = new Y.Doc()) {
      const other = new WebsocketProvider(server, `${room}/${name}`, into, { params })
      return { doc: into, provider: other as unknown as Joined['provider'] }
    },
  }
}

const joined = asked('client') === 'own' ? await own() : stock()
const user = { name, color: '#1d6fb8' }
joined.awareness.setLocalStateField('user', user)

const cases = import.meta.glob<{ mount(joined: Joined): Binding | Promise<Binding> }>('./cases/*.{ts,tsx}')
const load = cases[`./cases/${asked('case')}.ts`] ?? cases[`./cases/${asked('case')}.tsx`]
if (load === undefined) throw new Error(`There is no case ${asked('case')}.`)
const { mount } = await load()
const binding = await mount({ ...joined, user, root })
Object.assign(window, { binding })
