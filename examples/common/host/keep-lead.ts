import type { Room } from 'homeroom/client'
import { inTab } from '../page/storage.ts'
import type { Following } from './following.ts'
import type { Moderation } from './moderation.ts'

interface KeepLeadOptions {
  /** The room's name. */
  readonly name: string
  readonly room: Pick<Room, 'awareness' | 'rules' | 'welcome'>
  readonly following: Following
  readonly moderation: Moderation
}

/**
 * A host who leads goes on leading where the connection was lost, where the relay begins anew, and on the page that this tab shows next:
 * they were away for a moment, with which nobody follows them any more. Gives what stops it: a host who leaves the room leads no longer.
 */
export const keepLead = ({ name, room, following, moderation }: KeepLeadOptions): (() => void) => {
  const key = `leads:${name}`
  let leads = inTab.read(key) !== null
  /** The connection on which this page has led. */
  let led: string | undefined
  const look = () => {
    const welcome = room.welcome.get()
    if (welcome === null) return
    const { follow } = room.rules.get()
    const lead = following.lead.get()
    const isOwn = follow === room.awareness.clientID
    // People come behind the welcome, on a busy machine a while later: it is not known yet who leads.
    if (follow !== null && !isOwn && lead === null) return
    // Of the page before, which the relay waits for: it is there before the relay has said that this one is of the same person.
    const isOfBefore = follow === null || lead?.isSelf === true || lead?.key === `id:${welcome.identity.id}`
    if (isOwn) led = welcome.connectionId
    // An order that comes before this page is among the people is refused: it is given again until the relay says that it holds.
    if (!isOwn && leads && led !== welcome.connectionId && isOfBefore && welcome.identity.rights === 'host')
      moderation.lead(true)
    else leads = isOwn
    inTab.write(key, leads ? 'yes' : null)
  }
  // Rules come behind a welcome, in the same moment.
  const later = () => queueMicrotask(look)
  const undo = [room.welcome.subscribe(later), following.lead.subscribe(later)]
  look()
  return () => {
    for (const unsubscribe of undo) unsubscribe()
    inTab.write(key, null)
  }
}
