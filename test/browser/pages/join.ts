import type { Awareness } from 'y-protocols/awareness'
import { WebsocketProvider } from 'y-websocket'
import { Doc } from 'yjs'
import { joinRoom } from '../../../client/index.ts'

const required = (query: URLSearchParams, key: string): string => {
  const value = query.get(key)
  if (value === null) throw new Error(`The address lacks ?${key}=`)
  return value
}

/** What an editor's binding takes. */
interface Joined {
  readonly doc: Doc
  readonly provider: { readonly awareness: Awareness }
  readonly user: { readonly name: string; readonly color: string }
}

/** Joins the room that the address names (`?server=ws://…&room=…&name=…`), as a stock client, or by `&client=own` with ours. */
export const join = (): Joined => {
  const query = new URLSearchParams(location.search)
  const [server, room] = [required(query, 'server'), required(query, 'room')]
  const user = { name: required(query, 'name'), color: '#1d6fb8' }
  const { doc, provider } =
    query.get('client') === 'own' ? joinRoom(server, room) : stockProvider(server, room)
  provider.awareness.setLocalStateField('user', user)
  return { doc, provider, user }
}

const stockProvider = (server: string, room: string) => {
  const doc = new Doc()
  return { doc, provider: new WebsocketProvider(server, room, doc) }
}
