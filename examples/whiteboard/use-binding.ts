import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import type { ReadonlyStore } from 'homeroom/client'
import { colorOf } from 'homeroom/draw'
import { type BoardFault, bindExcalidraw, type ExcalidrawBinding } from 'homeroom/excalidraw'
import { useEffect, useState } from 'react'
import { createValue } from '../common/page/value.ts'
import { sitterKey } from '../common/people/cast.ts'
import type { RoomState } from '../common/room/room-state.ts'
import { words } from '../common/words/index.ts'

/** Whether this person writes: the relay lets them, and what is on the board has been seen. */
const mayDrawIn = ({ rights }: RoomState): ReadonlyStore<boolean> & { stop(): void } => {
  const mayDraw = createValue(rights.get().write === null)
  const stop = rights.subscribe(({ write }) => mayDraw.set(write === null))
  return { get: mayDraw.get, subscribe: mayDraw.subscribe, stop }
}

const inWords = ({ code }: BoardFault): string => {
  const { faults } = words().whiteboard
  return code === 'file-too-large' || code === 'too-many-files' || code === 'bad-file'
    ? faults[code]
    : faults['bad-element']
}

/** Binds the board to the room for as long as both are there; null before that. */
export const useBinding = (
  state: RoomState,
  api: ExcalidrawImperativeAPI | null,
): ExcalidrawBinding | null => {
  const [binding, setBinding] = useState<ExcalidrawBinding | null>(null)
  useEffect(() => {
    if (api === null) return
    const { room, news, following } = state
    const mayDraw = mayDrawIn(state)
    const bound = bindExcalidraw(room, api, {
      mayDraw,
      // In the class of the room they stand and sit at other places.
      isHere: (person) => ((person as { at?: unknown }).at ?? 'board') === 'board',
      colorOf: (person) => colorOf(sitterKey(person)),
      onFault: (fault) => news.toast('own', inWords(fault)),
    })
    const follow = () => {
      const lead = following.lead.get()
      bound.follow(lead?.isFollowed ? lead.key : null)
    }
    follow()
    const unfollow = following.lead.subscribe(follow)
    setBinding(bound)
    return () => {
      unfollow()
      bound.destroy()
      mayDraw.stop()
      setBinding(null)
    }
  }, [state, api])
  return binding
}
