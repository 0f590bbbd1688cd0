import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import { useEffect } from 'react'
import type { CrowdLook } from '../common/crowd/look.ts'

/** Says which part of the board is seen, and whom Excalidraw follows: of a crowd those are shown who point there. */
export const useCrowdView = (look: CrowdLook, api: ExcalidrawImperativeAPI | null): void => {
  useEffect(() => {
    if (api === null) return
    const scrolled = () => {
      const { scrollX, scrollY, width, height, zoom } = api.getAppState()
      const [left, top] = [Math.round(-scrollX), Math.round(-scrollY)]
      const [right, bottom] = [left + Math.round(width / zoom.value), top + Math.round(height / zoom.value)]
      if ([left, top, right, bottom].every(Number.isFinite)) look.view.set({ left, top, right, bottom })
    }
    scrolled()
    const undo = [
      api.onScrollChange(scrolled),
      api.onUserFollow(({ userToFollow, action }) =>
        look.pointedAt.set(action === 'FOLLOW' ? [userToFollow.socketId] : []),
      ),
    ]
    window.addEventListener('resize', scrolled)
    return () => {
      for (const stop of undo) stop()
      window.removeEventListener('resize', scrolled)
      look.view.set(null)
      look.pointedAt.set([])
    }
  }, [look, api])
}
