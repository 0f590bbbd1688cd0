import { apiClient } from './api-client.ts'
import { SECRET } from './tokens.ts'

/** What a host, and a person who has a code, do at a relay. */
export const joinLinks = (url: string, room = 'lesson') => {
  const host = apiClient(url, SECRET)
  const anybody = apiClient(url)
  const links = `/rooms/${room}/links`
  return {
    make: async (order: object = {}) => (await host.post(links, { role: 'member', ...order })).json,
    list: async () => (await host.get(links)).json.links,
    revoke: async (id: string) => (await host.remove(`${links}/${id}`)).status,
    join: async (code: string, seat?: string, headers: Record<string, string> = {}) => {
      const { status, json } = await anybody.post('/join', { code, ...(seat && { seat }) }, { headers })
      return { status, ...json }
    },
    lock: (locked: boolean) => host.post(`/rooms/${room}/lock`, { locked }),
    presence: async () => (await host.get(`/rooms/${room}/presence`)).json,
    kick: (order: object) => host.post(`/rooms/${room}/kick`, order),
  }
}
