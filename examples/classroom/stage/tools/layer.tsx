import { Check, type LucideIcon, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react'
import { useWords } from '../../../common/words/index.ts'
import { useClassroom, useReadable } from '../../room/classroom-context.tsx'
import type { Painter } from '../chalk.ts'
import { BOARD, boundedText, TEXT_GRAPHEMES } from '../format.ts'
import { INKS } from '../inks.ts'
import { placeStyle } from '../place-style.ts'
import { textSize } from '../text-fit.ts'
import type { Draft, Editing } from './editing.ts'
import { bindPointer } from './pointer.ts'
import { TextHint } from './text-hint.tsx'

interface LayerProps {
  readonly editing: Editing
  readonly painter: Painter
  /** The canvas that lies uppermost: it takes the pointer while the pen or the eraser is in hand. */
  readonly canvas: HTMLCanvasElement
}

/** What lies on the board while one draws on it. */
export const Layer = ({ editing, painter, canvas }: LayerProps) => {
  const { room, board } = useClassroom()
  const words = useWords().stage
  const { tool } = useReadable(editing.hand)
  const draft = useReadable(editing.draft)
  // With the tools: a press that follows on their being seen is one with them.
  useLayoutEffect(
    () => bindPointer({ canvas, room, board, painter, editing }),
    [canvas, room, board, painter, editing],
  )
  useLayoutEffect(() => {
    canvas.dataset.tool = tool
    return () => {
      delete canvas.dataset.tool
    }
  }, [canvas, tool])
  useEffect(() => {
    const leave = ({ target }: Event) => {
      if ((target as Element).closest('.stage-item') === null) editing.chosen.set(null)
    }
    const area = canvas.closest('.stage-board')
    area?.addEventListener('pointerdown', leave)
    return () => area?.removeEventListener('pointerdown', leave)
  }, [canvas, editing])
  return (
    <>
      <span className="unseen" id="stage-text-help">
        {words.textHelp}
      </span>
      <span className="unseen" id="stage-item-help">
        {words.itemHelp}
      </span>
      <span className="unseen" id="stage-image-help">
        {words.imageHelp}
      </span>
      {draft === null && tool === 'text' && <TextHint editing={editing} />}
      {draft !== null && <Writing key={draft.item?.id ?? 'new'} draft={draft} editing={editing} />}
    </>
  )
}

/** Gives the focus to an item, once the list shows it, where nobody has put it anywhere else: that would end a text that was begun. */
const focusItem = (stage: Element | null, text: string): void => {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return
    const all = [...(stage?.querySelectorAll<HTMLElement>('.stage-text') ?? [])]
    all.find((element) => element.textContent === text)?.focus()
  })
}

interface WritingButtonProps {
  readonly label: string
  readonly icon: LucideIcon
  readonly onPress: () => void
}

/** It leaves the focus in the text, which would else be done before the press. */
const WritingButton = ({ label, icon: Icon, onPress }: WritingButtonProps) => (
  <button
    className="icon"
    type="button"
    aria-label={label}
    title={label}
    onMouseDown={(event) => event.preventDefault()}
    onClick={onPress}
  >
    <Icon size={20} aria-hidden="true" />
  </button>
)

/** As high as its text. */
const grow = (area: HTMLTextAreaElement): void => {
  area.style.height = 'auto'
  // With its border, which the height of each box of the page includes.
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`
}

/** Where a new text begins: where it was asked for, or where its field stood when all of it has no room there, in units. */
const beginOf = (field: HTMLElement, draft: Draft, text: string): number => {
  const board = field.offsetParent
  const hasRoom = draft.x + textSize({ text, width: draft.width }).width <= BOARD[0]
  if (hasRoom || board === null) return draft.x
  return Math.min(draft.x, Math.round((field.offsetLeft / board.clientWidth) * BOARD[0]))
}

/** A text while it is written: it stands on the board when it is done. */
const Writing = ({ draft, editing }: { draft: Draft; editing: Editing }) => {
  const { stage: words, waiting } = useWords()
  const area = useRef<HTMLTextAreaElement>(null)
  const isDone = useRef(false)
  const place = placeStyle(draft)
  useLayoutEffect(() => {
    if (area.current === null) return
    grow(area.current)
    area.current.focus()
    area.current.select()
  }, [])

  const finish = (isKept: boolean) => {
    const element = area.current
    if (isDone.current || element === null) return
    isDone.current = true
    const stage = element.closest('.stage')
    const text = isKept ? (boundedText(element.value, TEXT_GRAPHEMES) ?? '') : draft.text
    const { item, ...look } = draft
    const x = beginOf(element.parentElement ?? element, draft, text)
    editing.draft.set(null)
    if (item === null && text !== '') editing.put({ kind: 'text', ...look, x, text })
    if (item !== null && text === '') editing.edits.erase([item.id])
    if (item !== null && text !== '' && text !== item.text) editing.edits.change({ ...item, text })
    focusItem(stage, text)
  }
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      // Kept, as on the whiteboard: only the button that says so takes away what is written.
      event.stopPropagation()
      finish(true)
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      finish(true)
    }
  }
  return (
    <div
      className="stage-writing"
      style={{ ...place, left: `max(0px, min(${place.left}, 100% - var(--field) - 6.5rem))` }}
    >
      <textarea
        ref={area}
        className={draft.width}
        aria-label={words.writeText}
        title={words.writeHelp}
        rows={1}
        onInput={({ currentTarget }) => grow(currentTarget)}
        defaultValue={draft.text}
        style={{ color: INKS[draft.color] }}
        onKeyDown={press}
        onBlur={() => finish(true)}
      />
      <WritingButton label={words.put} icon={Check} onPress={() => finish(true)} />
      <WritingButton label={waiting.cancel} icon={X} onPress={() => finish(false)} />
    </div>
  )
}
