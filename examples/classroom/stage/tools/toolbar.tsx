import {
  Archive,
  Circle,
  Eraser,
  ImagePlus,
  Link,
  type LucideIcon,
  MousePointer2,
  Pencil,
  Redo2,
  Slash,
  Square,
  Trash2,
  Type,
  Undo2,
} from 'lucide-react'
import {
  type CSSProperties,
  type FocusEvent,
  type KeyboardEvent,
  type ReactNode,
  useRef,
  useState,
} from 'react'
import { useWords } from '../../../common/words/index.ts'
import { useClassroom, useReadable, useRights } from '../../room/classroom-context.tsx'
import { COLORS, WIDTHS } from '../format.ts'
import { INKS } from '../inks.ts'
import { Press } from '../press.tsx'
import type { Editing, Tool } from './editing.ts'
import { ImageDialog } from './image-dialog.tsx'
import { KeptDialog } from './kept-dialog.tsx'
import { LinkDialog } from './link-dialog.tsx'
import { PictureTools } from './picture-tools.tsx'

const DIALOGS = { link: LinkDialog, image: ImageDialog, kept: KeptDialog }

const TOOLS: readonly (readonly [tool: Tool, icon: LucideIcon])[] = [
  ['move', MousePointer2],
  ['pen', Pencil],
  ['line', Slash],
  ['rectangle', Square],
  ['circle', Circle],
  ['eraser', Eraser],
]

/** The tools of those who draw. */
export const Toolbar = ({ editing, children }: { editing: Editing; children: ReactNode }) => {
  const words = useWords().stage
  const { isHost } = useRights()
  const { board } = useClassroom()
  const { tool } = useReadable(editing.hand)
  const isOpen = useClassroom().room.welcome.get()?.verifies === false
  const [dialog, setDialog] = useState<keyof typeof DIALOGS | null>(null)
  const Dialog = dialog === null ? null : DIALOGS[dialog]
  const isBare = useReadable(board.items).length === 0
  const picture = useChosen(editing)
  return (
    <>
      <Roving label={words.tools}>
        <Hands editing={editing} />
        {picture === null ? <Chalks editing={editing} /> : <PictureTools item={picture} editing={editing} />}
        <div className="stage-group">
          <Press
            label={words.text}
            icon={Type}
            isOn={tool === 'text'}
            onPress={(isByPointer) => (isByPointer ? editing.take('text') : editing.write(null))}
          />
          <Press label={words.link} icon={Link} onPress={() => setDialog('link')} />
          <Press label={words.addImage} icon={ImagePlus} onPress={() => setDialog('image')} />
        </div>
        <Steps editing={editing} isBare={isBare} mayClear={isHost || isOpen} />
        <div className="stage-group">
          {(isHost || isOpen) && (
            <Press label={words.keep} icon={Archive} onPress={() => setDialog('kept')} />
          )}
          {children}
        </div>
      </Roving>
      {Dialog !== null && <Dialog editing={editing} onClose={() => setDialog(null)} />}
    </>
  )
}

/** The picture that is chosen, as long as it is there. */
const useChosen = (editing: Editing) => {
  const items = useReadable(useClassroom().board.items)
  const id = useReadable(editing.chosen)
  const item = id === null ? undefined : items.find((one) => one.id === id)
  return item?.kind === 'image' ? item : null
}

/** One stop for the Tab key, with arrow keys from each button to the next. */
const Roving = ({ label, children }: { label: string; children: ReactNode }) => {
  const bar = useRef<HTMLDivElement>(null)
  const buttons = () => [...(bar.current?.querySelectorAll('button') ?? [])]
  const stopAt = (stop: HTMLElement | undefined) => {
    for (const button of buttons()) button.tabIndex = button === stop ? 0 : -1
  }
  const move = (event: KeyboardEvent) => {
    const all = buttons()
    const at = all.indexOf(document.activeElement as HTMLButtonElement)
    const steps: Readonly<Record<string, number>> = {
      ArrowRight: (at + 1) % all.length,
      ArrowLeft: (at - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }
    const next = steps[event.key]
    if (next === undefined || at < 0) return
    event.preventDefault()
    all[next]?.focus()
  }
  return (
    <div
      ref={(element) => {
        bar.current = element
        if (element !== null) stopAt(element.querySelector<HTMLElement>('[tabindex="0"]') ?? buttons()[0])
      }}
      className="stage-tools"
      role="toolbar"
      aria-label={label}
      onKeyDown={move}
      onFocus={({ target }: FocusEvent<HTMLElement>) => stopAt(target)}
    >
      {children}
    </div>
  )
}

/** What is in the hand. */
const Hands = ({ editing }: { editing: Editing }) => {
  const words = useWords().stage
  const hand = useReadable(editing.hand)
  return (
    <div className="stage-group">
      {TOOLS.map(([tool, icon]) => (
        <Press
          key={tool}
          label={words[tool]}
          icon={icon}
          isOn={hand.tool === tool}
          onPress={() => editing.take(tool)}
        />
      ))}
    </div>
  )
}

/** The chalk of strokes and texts. */
const Chalks = ({ editing }: { editing: Editing }) => {
  const words = useWords().stage
  const hand = useReadable(editing.hand)
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset has a legend that takes a line */}
      <div className="stage-group" role="group" aria-label={words.color}>
        {COLORS.map((color) => (
          <button
            key={color}
            className="icon swatch"
            type="button"
            title={words.colors[color]}
            aria-label={words.colors[color]}
            aria-pressed={hand.color === color}
            style={{ '--ink': INKS[color] } as CSSProperties}
            onClick={() => editing.choose({ color })}
          >
            <span aria-hidden="true" />
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div className="stage-group" role="group" aria-label={words.width}>
        {WIDTHS.map((width) => (
          <button
            key={width}
            className={`icon nib ${width}`}
            type="button"
            title={words.widths[width]}
            aria-label={words.widths[width]}
            aria-pressed={hand.width === width}
            onClick={() => editing.choose({ width })}
          >
            <span aria-hidden="true" />
          </button>
        ))}
      </div>
    </>
  )
}

interface StepsProps {
  readonly editing: Editing
  readonly isBare: boolean
  /** The pen is lent for a word or two: what the lesson has written so far is not wiped with it. */
  readonly mayClear: boolean
}

const Steps = ({ editing, isBare, mayClear }: StepsProps) => {
  const words = useWords().stage
  const { news } = useClassroom()
  const { edits } = editing
  const { canUndo, canRedo } = useReadable(edits.steps)
  return (
    <div className="stage-group">
      <Press label={words.undo} icon={Undo2} isOff={!canUndo} onPress={edits.undo} />
      <Press label={words.redo} icon={Redo2} isOff={!canRedo} onPress={edits.redo} />
      {mayClear && (
        <Press
          label={words.clear}
          icon={Trash2}
          isOff={isBare}
          onPress={() => {
            edits.clear()
            news.toast('own', words.cleared)
          }}
        />
      )}
    </div>
  )
}
