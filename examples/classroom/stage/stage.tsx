import { Download, Fullscreen, Maximize2, Minimize2 } from 'lucide-react'
import { Suspense, useCallback, useEffect, useId, useRef, useState } from 'react'
import { ReactionCloud } from '../../common/gestures/reaction-cloud.tsx'
import { KindLinks } from '../../common/page/kind-links.tsx'
import { late } from '../../common/page/late.tsx'
import { PartNotLoaded } from '../../common/page/part-not-loaded.tsx'
import { fileName } from '../../common/page/save-file.ts'
import { useWords } from '../../common/words/index.ts'
import { useClassroom, useReadable, useRights } from '../room/classroom-context.tsx'
import type { Painter } from './chalk.ts'
import { Contents } from './contents.tsx'
import { Press } from './press.tsx'
import type { Editing } from './tools/editing.ts'

/** People are seen before the ink is. */
const Surface = late(async () => (await import('./surface.tsx')).Surface, PartNotLoaded)

/** What draws is loaded for those who draw, when they need it first. */
const loadTools = () => import('./tools/index.ts')

interface Loaded {
  readonly tools: Awaited<ReturnType<typeof loadTools>>
  readonly editing: Editing
}

/** The tools, from the first time that they are wanted until the classroom is left: so long this person can undo. */
const useTools = (isWanted: boolean): Loaded | null => {
  const classroom = useClassroom()
  const [loaded, setLoaded] = useState<Loaded | null>(null)
  const [wasWanted, setWasWanted] = useState(false)
  if (isWanted && !wasWanted) setWasWanted(true)
  useEffect(() => {
    if (!wasWanted) return
    let editing: Editing | null = null
    let isGone = false
    void loadTools().then((tools) => {
      if (isGone) return
      editing = tools.createEditing(classroom)
      setLoaded({ tools, editing })
    })
    return () => {
      isGone = true
      editing?.stop()
      setLoaded(null)
    }
  }, [classroom, wasWanted])
  return isWanted ? loaded : null
}

/** The board at the front of the room: everybody sees what stands on it, and sees it grow. */
export const Stage = ({ name }: { name: string }) => {
  const { board } = useClassroom()
  const words = useWords().stage
  const items = useReadable(board.items)
  const isLive = useReadable(board.live).length > 0
  const isLarge = useReadable(board.size) === 'large'
  const mayDraw = useReadable(board.mayDraw)
  const loaded = useTools(isLarge && mayDraw)
  const stage = useRef<HTMLElement>(null)
  const [painter, setPainter] = useState<Painter | null>(null)
  const [canvas, setCanvas] = useState<HTMLCanvasElement | null>(null)
  const heading = useId()
  const isFilled = items.length > 0 || isLive
  const take = useCallback((next: Painter | null, on: HTMLCanvasElement | null) => {
    setPainter(next)
    setCanvas(on)
  }, [])
  return (
    <section
      ref={stage}
      className="stage"
      aria-labelledby={heading}
      data-size={isLarge ? 'large' : 'small'}
      data-filled={isFilled}
    >
      <h3 className="unseen" id={heading}>
        {words.board}
      </h3>
      <div className="stage-area">
        <div className="stage-board">
          {!isFilled && <StageName name={name} />}
          <Contents items={items} loaded={loaded} />
          <Suspense>
            <Surface onPainter={take} />
          </Suspense>
          {loaded !== null && painter !== null && canvas !== null && (
            <loaded.tools.Layer editing={loaded.editing} painter={painter} canvas={canvas} />
          )}
          {!isLarge && (
            // Beside the button, which keys and screen readers have.
            <div className="stage-open" aria-hidden="true" onPointerUp={() => board.size.toggle()} />
          )}
          {isLarge && <ReactionCloud />}
        </div>
      </div>
      {/* On the board they would lie over what is written. They stay the same elements, so that a press leaves the focus here. */}
      <div className="stage-bar">
        <div className="stage-ways">
          <KindLinks room={name} shown="class" />
          <SizeButton isLarge={isLarge} />
        </div>
        {isLarge && <Tools name={name} stage={stage.current} loaded={loaded} />}
      </div>
    </section>
  )
}

/** Where it stands goes by the page, and how it is written by itself. */
const StageName = ({ name }: { name: string }) => (
  <span className="stage-name">
    <bdi>{name}</bdi>
  </span>
)

const SizeButton = ({ isLarge }: { isLarge: boolean }) => {
  const { board } = useClassroom()
  const words = useWords().stage
  const Icon = isLarge ? Minimize2 : Maximize2
  return (
    <button
      className="stage-size icon"
      type="button"
      aria-pressed={isLarge}
      aria-label={words.large}
      title={words.large}
      onClick={() => {
        if (document.fullscreenElement !== null) void document.exitFullscreen()
        board.size.toggle()
      }}
    >
      <Icon size={20} aria-hidden="true" />
    </button>
  )
}

interface ToolsProps {
  /** The room's name. */
  readonly name: string
  readonly stage: HTMLElement | null
  readonly loaded: Loaded | null
}

/** What everyone can do with the board, and the tools of those who draw. */
const Tools = ({ name, stage, loaded }: ToolsProps) => {
  const classroom = useClassroom()
  const { write } = useRights()
  const words = useWords().stage
  const mayDraw = useReadable(classroom.board.mayDraw)
  const save = async () => {
    const { savePicture } = await import('./picture.ts')
    if (!(await savePicture(classroom.board, `${fileName(name, words.board)}.png`)))
      classroom.news.toast('own', words.saveFailed)
  }
  const shared = (
    <>
      {document.fullscreenEnabled && (
        <Press
          label={words.fullScreen}
          icon={Fullscreen}
          onPress={() => {
            if (document.fullscreenElement === null) void stage?.closest('.room')?.requestFullscreen()
            else void document.exitFullscreen()
          }}
        />
      )}
      <Press label={words.save} icon={Download} onPress={() => void save()} />
    </>
  )
  return (
    <>
      {!mayDraw && <p className="hint">{write ?? words.reading}</p>}
      {loaded === null ? (
        <div className="stage-group">{shared}</div>
      ) : (
        <loaded.tools.Toolbar editing={loaded.editing}>{shared}</loaded.tools.Toolbar>
      )}
    </>
  )
}
