import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import type { ExcalidrawBinding } from 'homeroom/excalidraw'
import { useEffect } from 'react'
import type { CrowdLook } from '../common/crowd/look.ts'

/** Says which part of the board is seen, and whom Excalidraw follows: of a crowd those are shown who point there. */
export const useCrowdView = (
  look: CrowdLook,
  api: ExcalidrawImperativeAPI | null,
  binding: ExcalidrawBinding | null,
): void => {
  useEffect(() => {
    if (api === null || binding === null) return
    const { view } = binding
    const seen = () => look.view.set(view.get())
    seen()
    const undo = [
      view.subscribe(seen),
      api.onUserFollow(({ userToFollow, action }) =>
        look.pointedAt.set(action === 'FOLLOW' ? [userToFollow.socketId] : []),
      ),
    ]
    return () => {
      for (const stop of undo) stop()
      look.view.set(null)
      look.pointedAt.set([])
    }
  }, [look, api, binding])
}
