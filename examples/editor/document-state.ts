import type { Room } from 'homeroom/client'
import { type Pictures, picturesIn } from 'homeroom/pictures'
import { createValue, type Value } from '../common/page/value.ts'
import type { CodeEditor } from './code/code-editor.ts'
import { type Comments, createComments } from './comments/comments.ts'
import { type Place, partsOf } from './content.ts'
import type { ProseEditor } from './prose/prose-editor.ts'
import type { Marked, Selected, Surface, SurfaceEvents } from './surface.ts'

/** The mark of what a comment is being written on. No comment has this id, and so none is moved or opened by it. */
const DRAFT = 'draft'

/** So long after a change of the text or the selection what is counted is counted anew, in ms. */
const PAUSE_MS = 250

/** A press on the text of a comment. */
interface Picked {
  /** The comment was open before. */
  readonly wasOpen: boolean
}

/** A text, its code and the comments on both, without React. */
export interface DocumentState {
  readonly room: Room
  readonly comments: Comments
  readonly pictures: Pictures
  readonly prose: Value<ProseEditor | null>
  readonly code: Value<CodeEditor | null>
  /** The editor that had the focus last. */
  readonly active: Value<Place>
  /** The comment that is open in the list, and marked in its text. */
  readonly open: Value<string | null>
  /** The press on the text of a comment that was the last one. */
  readonly picked: Value<Picked | null>
  /** What a new comment is being written on. */
  readonly draft: Value<Selected | null>
  /** Another number a moment after the text or the selection has changed. */
  readonly revision: Value<number>
  /** What an editor tells. */
  eventsOf(place: Place): SurfaceEvents
  surface(place: Place): Surface | null
  stop(): void
}

export const createDocumentState = (room: Room): DocumentState => {
  const comments = createComments(room)
  const prose = createValue<ProseEditor | null>(null)
  const code = createValue<CodeEditor | null>(null)
  const active = createValue<Place>('prose')
  const open = createValue<string | null>(null)
  const picked = createValue<Picked | null>(null)
  const draft = createValue<Selected | null>(null)
  const revision = createValue(0)
  let timer: ReturnType<typeof setTimeout> | null = null
  const surface = (place: Place) => (place === 'prose' ? prose : code).get()

  const mark = () => {
    const shown = comments.threads.get().filter(({ id, isResolved }) => !isResolved || id === open.get())
    // The selection goes with the focus: what is being commented on stays marked.
    const written = draft.get()
    const marked: readonly Marked[] = written === null ? shown : [...shown, { id: DRAFT, ...written }]
    for (const place of ['prose', 'code'] as const)
      surface(place)?.mark(
        marked.filter(({ anchor }) => anchor.place === place),
        written === null ? open.get() : DRAFT,
      )
  }
  const undo = [comments.threads, open, draft, prose, code].map(({ subscribe }) => subscribe(mark))

  return {
    room,
    comments,
    pictures: picturesIn(partsOf(room.doc).pictures),
    prose,
    code,
    active,
    open,
    picked,
    draft,
    revision,
    surface,
    eventsOf: (place) => ({
      changed() {
        timer ??= setTimeout(() => {
          timer = null
          revision.set(revision.get() + 1)
        }, PAUSE_MS)
      },
      focused: () => active.set(place),
      picked(thread) {
        if (thread === DRAFT) return
        const wasOpen = open.get() === thread
        open.set(thread)
        picked.set({ wasOpen })
      },
    }),
    stop() {
      for (const work of [...undo, comments.stop]) work()
      if (timer !== null) clearTimeout(timer)
    },
  }
}
