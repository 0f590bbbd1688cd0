import type { ReadonlyStore } from 'homeroom/client'
import { createValue } from '../../common/page/value.ts'

/** What stands beside the room, one at a time. On a narrow page the room is a tab of its own, and the others lie over it. */
export type Tab = 'room' | 'people' | 'chat' | 'notes'

/** A page this narrow has its tabs at the bottom: the same as in the style sheets. */
export const NARROW = '(max-width: 52rem)'

/** The tab that was chosen. */
export interface Tabs extends ReadonlyStore<Tab> {
  show(tab: Tab): void
}

export const createTabs = (): Tabs => {
  const tab = createValue<Tab>('room')
  return { get: tab.get, subscribe: tab.subscribe, show: tab.set }
}
