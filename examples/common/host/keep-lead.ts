import type { ReadonlyStore } from 'homeroom/client'
import { inTab } from '../page/storage.ts'
import type { Cast } from '../people/cast.ts'
import type { Following } from './following.ts'
import type { Moderation } from './moderation.ts'

interface KeepLeadOptions {
  /** The room's name. */
  readonly name: string
  readonly cast: ReadonlyStore<Cast>
  readonly following: Following
  readonly moderation: Moderation
}

/**
 * A host who leads goes on leading on the page that this tab shows next: from the class to the whiteboard they leave the room for a
 * moment, with which nobody follows them any more. Gives what stops it: a host who leaves the room leads no longer.
 */
export const keepLead = ({ name, cast, following: { lead }, moderation }: KeepLeadOptions): (() => void) => {
  const key = `leads:${name}`
  let isHere = false
  const note = () => {
    const now = lead.get()
    if (isHere) inTab.write(key, now?.isSelf === true ? 'yes' : null)
  }
  const enter = () => {
    const self = cast.get().members.find(({ isSelf }) => isSelf)
    if (isHere || self?.role !== 'host') return
    isHere = true
    if (inTab.read(key) !== null && lead.get() === null) moderation.lead(true)
    else note()
  }
  enter()
  const undo = [cast.subscribe(enter), lead.subscribe(note)]
  return () => {
    for (const unsubscribe of undo) unsubscribe()
    inTab.write(key, null)
  }
}
