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
    /** Asks as a page does that says a name. */
    come: async (code: string, order: { name?: string; seat?: string } = {}, headers = {}) => {
      const { status, json } = await anybody.post('/join', { code, ...order }, { headers })
      return { status, ...json }
    },
    goAway: async (code: string, seat: string) =>
      (await anybody.remove('/join', { body: { code, seat } })).status,
    waiting: async () => (await host.get(`/rooms/${room}/waiting`)).json.waiting,
    removed: async () => (await host.get(`/rooms/${room}/removed`)).json.removed,
    hold: (everyone: boolean) => host.post(`/rooms/${room}/waiting`, { everyone }),
    admit: async (...ids: string[]) => (await host.post(`/rooms/${room}/admit`, { ids })).status,
    turnAway: async (...ids: string[]) => (await host.post(`/rooms/${room}/turn-away`, { ids })).status,
    endWaiting: async () => (await host.post(`/rooms/${room}/end-waiting`, {})).status,
    lock: (locked: boolean) => host.post(`/rooms/${room}/lock`, { locked }),
    presence: async () => (await host.get(`/rooms/${room}/presence`)).json,
    kick: (order: object) => host.post(`/rooms/${room}/kick`, order),
  }
}
