import { inBrowser } from '../page/storage.ts'
import type { LastRole } from '../room/own-rights.ts'
import { isRole } from '../room/rights.ts'

/** Whether this browser keeps a copy of a room: unless somebody, perhaps at a shared machine, has said that it should not. */
export const isKept = (room: string): boolean => inBrowser.read(`keep:${room}`) !== 'no'

export const keep = (room: string, isOn: boolean): void => inBrowser.write(`keep:${room}`, isOn ? null : 'no')

/** What the relay let this browser do in a room last, for when there is no relay to ask. It decides: this only lets the page say it. */
export const lastRoleIn = (room: string): LastRole => ({
  get() {
    const role = inBrowser.read(`role:${room}`)
    return isRole(role) ? role : null
  },
  set: (role) => inBrowser.write(`role:${room}`, role),
})
