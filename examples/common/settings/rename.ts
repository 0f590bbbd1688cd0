import type { Room } from 'homeroom/client'
import { inBrowser } from '../page/storage.ts'
import { renameVisit } from '../page/tab.ts'

/** Whether this person's name is theirs to change: one that their token says may be final. */
export const mayRename = ({ welcome }: Pick<Room, 'welcome'>): boolean => {
  const identity = welcome.get()?.identity
  return identity !== undefined && (identity.name === null || identity.mayRename)
}

/** Another name for this person, here and wherever this browser goes next. */
export const rename = ({ self }: Pick<Room, 'self'>, name: string): void => {
  self.set({ name })
  inBrowser.write('name', name)
  renameVisit(name)
}
