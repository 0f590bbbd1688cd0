import { useEffect, useRef } from 'react'
import { useClassroom } from '../room/classroom-context.tsx'
import { createPainter, type Painter } from './chalk.ts'

/** Two canvases over the board: strokes that are whole, and strokes that grow. */
export const Surface = ({
  onPainter,
}: {
  onPainter: (painter: Painter | null, on: HTMLCanvasElement | null) => void
}) => {
  const { board } = useClassroom()
  const done = useRef<HTMLCanvasElement>(null)
  const growing = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const [whole, live] = [done, growing].map(({ current }) => current?.getContext('2d'))
    if (!whole || !live) return
    const painter = createPainter(whole, live)
    // Not by a render: a stroke that is whole takes the place of the growing one in the same frame.
    const show = () => painter.show(board.items.get().filter((item) => item.kind === 'stroke'))
    const grow = () => painter.grow(board.live.get())
    show()
    grow()
    const undo = [board.items.subscribe(show), board.live.subscribe(grow)]
    onPainter(painter, live.canvas)
    return () => {
      onPainter(null, null)
      for (const unsubscribe of undo) unsubscribe()
      painter.stop()
    }
  }, [board, onPainter])
  return (
    <div aria-hidden="true">
      <canvas ref={done} className="stage-ink" />
      <canvas ref={growing} className="stage-ink" />
    </div>
  )
}
