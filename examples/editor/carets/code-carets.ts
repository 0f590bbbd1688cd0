import { StateEffect } from '@codemirror/state'
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view'
import {
  compareRelativePositions,
  createAbsolutePositionFromRelativePosition,
  createRelativePositionFromTypeIndex,
  type Doc,
  relativePositionToJSON,
  type Text,
} from 'yjs'
import { readCursor } from '../positions.ts'
import { type CaretPeople, type CaretPerson, caretElement, caretPersonOf } from './caret-people.ts'

/**
 * The carets of others in the code. The binding's own are drawn with attributes that the content security policy of the
 * relay forbids, and with what each page has written of itself.
 */
export const codeCarets = (room: CaretPeople, text: Text) =>
  ViewPlugin.define((view) => new Carets(view, room, text), {
    decorations: ({ decorations }) => decorations,
  })

/** Somebody has moved, or has another name. */
const changed = StateEffect.define<null>()

class Carets {
  decorations: DecorationSet
  readonly #room: CaretPeople
  readonly #text: Text
  readonly #stop: () => void

  constructor(view: EditorView, room: CaretPeople, text: Text) {
    this.#room = room
    this.#text = text
    this.decorations = this.#drawn(view)
    const { awareness, people } = room
    const hear = () => view.dispatch({ effects: changed.of(null) })
    const heard = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>) => {
      if ([...added, ...updated, ...removed].some((id) => id !== awareness.clientID)) hear()
    }
    awareness.on('change', heard)
    let isOpen = true
    let isAsked = false
    // The list of people changes with this client's own caret, too: in the middle of an update of this view.
    const unsubscribe = people.subscribe(() => {
      if (isAsked) return
      isAsked = true
      queueMicrotask(() => {
        isAsked = false
        if (isOpen) hear()
      })
    })
    this.#stop = () => {
      isOpen = false
      awareness.off('change', heard)
      unsubscribe()
    }
  }

  update(update: ViewUpdate): void {
    if (update.focusChanged || update.selectionSet || update.docChanged) this.#tell(update.view)
    const isMoved = update.transactions.some(({ effects }) => effects.some((effect) => effect.is(changed)))
    if (isMoved || update.docChanged) this.decorations = this.#drawn(update.view)
  }

  destroy(): void {
    this.#stop()
  }

  /** Tells the others where this caret is. One that goes into the other editor is told there. */
  #tell(view: EditorView): void {
    if (!view.hasFocus) return
    const { awareness } = this.#room
    const { anchor, head } = view.state.selection.main
    const [from, to] = [anchor, head].map((index) => createRelativePositionFromTypeIndex(this.#text, index))
    const told = readCursor(awareness.getLocalState()?.cursor)
    if (from === undefined || to === undefined) return
    if (
      told !== null &&
      compareRelativePositions(told.anchor, from) &&
      compareRelativePositions(told.head, to)
    )
      return
    awareness.setLocalStateField('cursor', {
      anchor: relativePositionToJSON(from),
      head: relativePositionToJSON(to),
    })
  }

  #drawn({ state }: EditorView): DecorationSet {
    const { awareness } = this.#room
    const most = state.doc.length
    const ranges = [...awareness.getStates()].flatMap(([clientId, { cursor }]) => {
      const span = clientId === awareness.clientID ? null : this.#spanOf(cursor)
      if (span === null) return []
      const person = caretPersonOf(this.#room, clientId)
      const head = Math.min(span.head, most)
      const [from, to] = [Math.min(span.anchor, head, most), Math.min(Math.max(span.anchor, head), most)]
      const caret = Decoration.widget({ widget: new CaretWidget(person), side: 1 }).range(head)
      return from === to ? [caret] : [selectionOf(person).range(from, to), caret]
    })
    return Decoration.set(ranges, true)
  }

  /** Null for a cursor in another text, and for what is none. */
  #spanOf(value: unknown): { readonly anchor: number; readonly head: number } | null {
    const cursor = readCursor(value)
    if (cursor === null) return null
    const [anchor, head] = [cursor.anchor, cursor.head].map((end) =>
      createAbsolutePositionFromRelativePosition(end, this.#text.doc as Doc),
    )
    return anchor?.type === this.#text && head?.type === this.#text
      ? { anchor: anchor.index, head: head.index }
      : null
  }
}

const selectionOf = ({ color }: CaretPerson): Decoration =>
  Decoration.mark({ class: 'remote-selection', attributes: { style: `--person: ${color}` } })

class CaretWidget extends WidgetType {
  readonly person: CaretPerson

  constructor(person: CaretPerson) {
    super()
    this.person = person
  }

  override eq({ person: { name, color } }: CaretWidget): boolean {
    return this.person.name === name && this.person.color === color
  }

  toDOM(): HTMLElement {
    return caretElement(this.person)
  }

  override ignoreEvent(): boolean {
    return true
  }
}
