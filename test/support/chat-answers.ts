import { apiClient } from './api-client.ts'
import { SECRET } from './tokens.ts'
import type { DescribedApi } from './version-answers.ts'

const PATH = '/api/rooms/{room}/chat'
const AT = '/api/rooms/talk/chat'

/** What only the operations on the chat answer. */
export const tryChat = async (api: DescribedApi) => {
  const headers = { authorization: `Bearer ${SECRET}`, 'content-type': 'application/json' }
  const call = (method: string, path: string, at: string, init: RequestInit = {}) =>
    api.call(method, PATH + path, AT + at, { headers, ...init })
  const { json } = await apiClient(api.url, SECRET).post('/rooms/talk/chat', { text: 'Hello' })
  await call('get', '', '')
  await call('get', '', '?limit=0')
  await call('delete', '/{message}', `/${json.id}`)
}
