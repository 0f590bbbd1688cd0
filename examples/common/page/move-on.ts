// From one page of a room to another: the class, the whiteboard, the document. A browser says goodbye as a page is closed, and the relay
// takes from somebody who has left what they hold. Closed like this the connection is one that was lost: the pen is kept for 10 s ([CM3]).
// A reload is such a way, too, back to the same page.

import { systemEnvironment } from 'homeroom/client'
import { inTab } from './storage.ts'

/** None of the codes of a goodbye ([SE3]). */
const MOVES_ON = 4001

const MARK = 'moves-on'

const open = new Set<WebSocket>()

class PageSocket extends WebSocket {
  constructor(url: string | URL, protocols?: string | string[]) {
    super(url, protocols)
    open.add(this)
    this.addEventListener('close', () => open.delete(this))
  }
}

export const pageEnvironment = systemEnvironment(PageSocket)

/** For links to another page of the same room, which this tab goes to. */
export const moveOn = (event: Pick<MouseEvent, 'ctrlKey' | 'metaKey' | 'shiftKey'>): void => {
  // Then another tab goes there.
  if (event.ctrlKey || event.metaKey || event.shiftKey) return
  goLost()
}

/** This page ends, and the one that comes next in the tab goes on with what this one holds. */
export const goLost = (): void => {
  inTab.write(MARK, 'yes')
  for (const socket of open) socket.close(MOVES_ON)
}

/** Whether the page before this one in the tab ended like that; told once. */
export const hasMovedOn = (): boolean => {
  const has = inTab.read(MARK) !== null
  inTab.write(MARK, null)
  return has
}
