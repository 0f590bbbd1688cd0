import { Suspense, useState } from 'react'
import { RoomPage } from '../common/frame/room-page.tsx'
import { late } from '../common/page/late.tsx'
import type { VisitProps } from '../common/room/visited-room.tsx'
import { useWords } from '../common/words/index.ts'
import type { BesideBoard } from './board.tsx'

const NotLoaded = () => {
  const { page } = useWords()
  return <p role="alert">{page.loadAnew}</p>
}

/** Asked for at once: the room is joined meanwhile. */
const loading = import('./board.tsx')

const Board = late(async () => (await loading).Board, NotLoaded)

const Loading = () => {
  const { whiteboard } = useWords()
  return (
    <p className="hint whiteboard-loading" role="status">
      {whiteboard.loading}
    </p>
  )
}

/** A stroke grows on the other screens at every second frame of a display. */
const STROKE_MS = 33

/** The whiteboard of a visit. Excalidraw has keys of its own: single keys are its. */
export const Inside = (props: VisitProps) => {
  const [beside, setBeside] = useState<BesideBoard>(null)
  return (
    <RoomPage {...props} kind="board" throttleMs={STROKE_MS} onVersions={() => setBeside('versions')}>
      {(state) => (
        <Suspense fallback={<Loading />}>
          <Board state={state} name={props.visit.room} beside={beside} onBeside={setBeside} />
        </Suspense>
      )}
    </RoomPage>
  )
}
