import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import type { ReadonlyStore } from 'homeroom/client'
import { colorOf } from 'homeroom/draw'
import { type BoardFault, bindExcalidraw, type ExcalidrawBinding } from 'homeroom/excalidraw'
import { useEffect, useState } from 'react'
import { createValue } from '../common/page/value.ts'
import { sitterKey } from '../common/people/cast.ts'
import type { RoomState } from '../common/room/room-state.ts'
import { words } from '../common/words/index.ts'
import { avatarUrl } from './avatar.ts'
import { fitPictures } from './fit-pictures.ts'

/** Whether this person writes: the relay lets them, and what is on the board has been seen. */
const mayDrawIn = ({ rights }: RoomState): ReadonlyStore<boolean> & { stop(): void } => {
  const mayDraw = createValue(rights.get().write === null)
  const stop = rights.subscribe(({ write }) => mayDraw.set(write === null))
  return { get: mayDraw.get, subscribe: mayDraw.subscribe, stop }
}

const FILE_FAULTS = ['file-too-large', 'too-many-files', 'bad-file'] as const

/** Tells what cannot be on the board. A picture is made smaller first, and is not left where this person alone sees it. */
const tell = async (
  { code }: BoardFault,
  mend: () => Promise<number>,
  toast: (text: string) => void,
): Promise<void> => {
  const { faults } = words().whiteboard
  const ofFile = FILE_FAULTS.find((one) => one === code)
  if (ofFile === undefined) toast(faults['bad-element'])
  else if ((await mend()) > 0) toast(faults[ofFile])
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
      avatarOf: (person, isDark) => avatarUrl(person.name, colorOf(sitterKey(person)), isDark),
      // What Excalidraw does just now comes to its end first.
      onFault: (fault) =>
        void setTimeout(() => {
          const mend = () => fitPictures(api, bound)
          void tell(fault, mend, (text) => news.toast('own', text))
        }),
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
