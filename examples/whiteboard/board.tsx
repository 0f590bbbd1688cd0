import '@excalidraw/excalidraw/index.css'
import './board.css'
import { Excalidraw } from '@excalidraw/excalidraw'
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import { ListTree } from 'lucide-react'
import { type KeyboardEvent, type RefObject, Suspense, useEffect, useRef, useState } from 'react'
import { useKeptParts } from '../common/frame/use-kept-parts.ts'
import { late } from '../common/page/late.tsx'
import { PartNotLoaded } from '../common/page/part-not-loaded.tsx'
import { useIsDark } from '../common/page/use-is-dark.ts'
import { useReadable } from '../common/room/room-context.tsx'
import type { RoomState } from '../common/room/room-state.ts'
import { useLanguage, useWords } from '../common/words/index.ts'
import type { Language } from '../common/words/languages.ts'
import { BoardMenu } from './board-menu.tsx'
import { Contents } from './contents.tsx'
import { setFontPath } from './fonts.ts'
import { useOpenFile } from './open/use-open-file.tsx'
import { useBinding } from './use-binding.ts'
import { useCrowdView } from './use-crowd-view.ts'

setFontPath()

/** Excalidraw's names for our languages. */
const LANGUAGES: Readonly<Record<Language, string>> = {
  en: 'en',
  de: 'de-DE',
  fr: 'fr-FR',
  es: 'es-ES',
  ar: 'ar-SA',
}

/** The theme is the page's, and so is what opens a file: Excalidraw would put it in the place of what others have drawn. */
const UI = { canvasActions: { toggleTheme: false, saveToActiveFile: false, loadScene: false } } as const

/** What is beside the drawing. */
export type BesideBoard = 'contents' | 'versions' | null

const Versions = late(async () => (await import('./versions.tsx')).Versions, PartNotLoaded)

/** Excalidraw hears keys while it has the focus. Escape takes its field for links away, and the focus with it, which nobody sees. */
const keepKeys = ({ key, currentTarget }: KeyboardEvent<HTMLElement>) => {
  if (key !== 'Escape') return
  requestAnimationFrame(() => {
    if (document.activeElement === document.body)
      currentTarget.querySelector<HTMLElement>('.excalidraw')?.focus()
  })
}

/** Keys that are pressed where nothing has the focus, as behind the lobby, are the board's from then on. */
const useKeysOfPage = (board: RefObject<HTMLElement | null>): void => {
  useEffect(() => {
    const pass = (event: globalThis.KeyboardEvent) => {
      const { activeElement } = document
      const isFree = activeElement === document.body || activeElement?.tagName === 'H1'
      const drawing = board.current?.querySelector<HTMLElement>('.excalidraw')
      if (!isFree || drawing == null || event.key === 'Tab' || event.defaultPrevented) return
      // A button that has gone leaves the focus nowhere, and the dialog around it open.
      if (document.querySelector('dialog[open]') !== null) return
      drawing.focus()
      if (!drawing.dispatchEvent(new globalThis.KeyboardEvent(event.type, event))) event.preventDefault()
    }
    document.addEventListener('keydown', pass)
    return () => document.removeEventListener('keydown', pass)
  }, [board])
}

interface BoardProps {
  readonly state: RoomState
  /** The room's. */
  readonly name: string
  readonly beside: BesideBoard
  readonly onBeside: (beside: BesideBoard) => void
}

/** Excalidraw on the room's document. */
export const Board = ({ state, name, beside, onBeside }: BoardProps) => {
  const [api, setApi] = useState<ExcalidrawImperativeAPI | null>(null)
  const binding = useBinding(state, api)
  useCrowdView(state.crowd, api, binding)
  const isDark = useIsDark()
  const language = useLanguage()
  const { write } = useReadable(state.rights)
  const { whiteboard } = useWords()
  const board = useRef<HTMLDivElement>(null)
  /** The keys are the board's again. */
  const close = () => {
    onBeside(null)
    board.current?.querySelector<HTMLElement>('.excalidraw')?.focus()
  }
  const isWritable = write === null
  const { choose, hears, question } = useOpenFile({
    ...{ api, board, isWritable },
    toast: (text) => state.news.toast('own', text),
  })
  useKeysOfPage(board)
  useKeptParts()
  return (
    <div className="whiteboard" data-beside={beside !== null} ref={board} {...hears}>
      <div className="whiteboard-canvas" onKeyDownCapture={keepKeys}>
        <Excalidraw
          excalidrawAPI={setApi}
          isCollaborating
          name={name}
          theme={isDark ? 'dark' : 'light'}
          langCode={LANGUAGES[language]}
          viewModeEnabled={!isWritable}
          UIOptions={UI}
          aiEnabled={false}
          validateEmbeddable={false}
          onPointerUpdate={(update) => binding?.onPointerUpdate(update)}
        >
          <BoardMenu onOpen={isWritable ? choose : null} />
        </Excalidraw>
        {write !== null && <p className="whiteboard-watching">{write}</p>}
      </div>
      <button
        className="contents-button icon"
        type="button"
        aria-expanded={beside === 'contents'}
        aria-label={whiteboard.contents}
        title={whiteboard.contents}
        onClick={() => onBeside('contents')}
      >
        <ListTree />
      </button>
      {beside === 'contents' && binding !== null && api !== null && (
        <Contents binding={binding} api={api} onClose={close} />
      )}
      {question}
      <Suspense>{beside === 'versions' && <Versions onClose={close} />}</Suspense>
    </div>
  )
}
