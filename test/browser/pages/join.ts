import { WebsocketProvider } from 'y-websocket'
import { Doc } from 'yjs'

const required = (query: URLSearchParams, key: string): string => {
  const value = query.get(key)
  if (value === null) throw new Error(`The address lacks ?${key}=`)
  return value
}

/** Joins the room that the address names (`?server=ws://…&room=…&name=…`), as a stock client does. */
export const join = () => {
  const query = new URLSearchParams(location.search)
  const doc = new Doc()
  const provider = new WebsocketProvider(required(query, 'server'), required(query, 'room'), doc)
  const user = { name: required(query, 'name'), color: '#1d6fb8' }
  provider.awareness.setLocalStateField('user', user)
  return { doc, provider, user }
}
