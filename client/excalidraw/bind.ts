import { may } from '../../shared/index.ts'
import { frozen } from '../frozen.ts'
import { Listeners } from '../listeners.ts'
import { colorOf, type PersonColor } from '../presence/color.ts'
import type { PersonFields } from '../presence/people.ts'
import type { Room } from '../room-api.ts'
import { type ReadonlyStore, Store } from '../store.ts'
import { type ExcalidrawApi, type PointerUpdate, Scene } from './api.ts'
import { type BoardView, Crowd } from './crowd.ts'
import { Drawing } from './drawing.ts'
import type { BoardElement } from './element.ts'
import { Elements } from './elements.ts'
import { type Files, filesIn } from './files.ts'
import { Live } from './live.ts'
import { Showing } from './showing.ts'
import { Strokes } from './strokes.ts'
import { boardOf, ELEMENTS, Telling } from './telling.ts'

/** Something that cannot be on the board, and is on this person's screen alone. */
export interface BoardFault {
  /** `file-too-large`, `too-many-files`, `bad-file`, `bad-element`. */
  readonly code: string
  /** The reason, in English. */
  readonly message: string
}

/** How Excalidraw is bound; nothing of it has to be given. */
export interface BindExcalidrawOptions {
  /**
   * The name of the `Y.Map` of the elements, `elements` by default; that of the pictures has `-files` after it. An Excalidraw that was
   * bound to another board before is emptied first, with its Undo.
   */
  readonly name?: string
  /** Whether this person's pointer, selection and view are told; true by default. Those of others are shown in any case. */
  readonly pointers?: boolean
  /**
   * The app's own say in whether this person draws, beside that of the relay: the pen of a class. Without it everyone draws whom
   * the relay lets write.
   */
  readonly mayDraw?: ReadonlyStore<boolean>
  /**
   * Whether somebody of the room is at the board, and not at another part of the app, where `x` and `y` are other places; everybody
   * is, by default.
   */
  readonly isHere?: (person: object) => boolean
  /** The colours of a person's pointer, by `colorOf` of their `key` by default: those that the app draws them in elsewhere. */
  readonly colorOf?: (person: PersonFields) => PersonColor
  /**
   * The address of a person's picture in Excalidraw's row of people, such as a `data:` of a small SVG. Without it that is their first
   * letter, in a colour of Excalidraw's own. `isDark` says which theme it is seen in.
   */
  readonly avatarOf?: (person: PersonFields, isDark: boolean) => string
  /** Told what cannot be on the board; `console.error` by default. */
  readonly onFault?: (fault: BoardFault) => void
}

/** Excalidraw, bound to a room. */
export interface ExcalidrawBinding {
  /** All elements of the board in their order, as the document has them, those that were taken away too. */
  readonly elements: ReadonlyStore<readonly BoardElement[]>
  /**
   * Strokes of others that are drawn above Excalidraw, which does not have them yet: those under their pens, as far as they are
   * drawn, and those that came into the document in the last second. Told in the frame in which they are drawn.
   */
  readonly strokes: ReadonlyStore<readonly BoardElement[]>
  /** Whether this person draws now; where not, Excalidraw is in its view mode. */
  readonly canDraw: ReadonlyStore<boolean>
  /** What this person sees of the board; null before Excalidraw is there. In a crowd the relay is asked for those who are in it. */
  readonly view: ReadonlyStore<BoardView | null>
  /** For the property `onPointerUpdate` of Excalidraw, by which others see where this person points. */
  readonly onPointerUpdate: (update: PointerUpdate) => void
  /** Follows what a person sees, by the `key` of `room.people`; null follows nobody. */
  follow(key: string | null): void
  /** Ends the binding; what is drawn just now is written as it is. A second call does nothing. */
  destroy(): void
}

/** What the binding needs of a room. */
export type BoardRoom = Pick<Room, 'doc' | 'self' | 'others' | 'people' | 'welcome' | 'serverMs' | 'status'>

/** Of more new strokes at once Excalidraw is shown all as soon as of anything else: a document that comes, or a person who was offline. */
const MOST_STROKES = 64

/** So often it is looked for what was deleted long ago, in ms. */
const PRUNE_MS = 60 * 60 * 1000

/**
 * Binds Excalidraw 0.18 to a room: what either person draws, the others see while it is drawn, and the document has it when the
 * pointer is up. Excalidraw's own undo takes back what this person did, and nothing of the others.
 *
 * @param api - what Excalidraw gives to its property `excalidrawAPI`.
 * @example
 * ```tsx
 * import type { Room } from 'homeroom/client'
 * import { bindExcalidraw, type ExcalidrawApi, type ExcalidrawBinding } from 'homeroom/excalidraw'
 *
 * export const bind = (room: Room, api: ExcalidrawApi): ExcalidrawBinding =>
 *   bindExcalidraw(room, api, { onFault: ({ message }) => alert(message) })
 * ```
 */
export const bindExcalidraw = (
  room: BoardRoom,
  api: ExcalidrawApi,
  options: BindExcalidrawOptions = {},
): ExcalidrawBinding => new Board(room, api, options)

/** The board that each Excalidraw was bound to last. */
const boards = new WeakMap<ExcalidrawApi, string>()

class Board implements ExcalidrawBinding {
  readonly #room: BoardRoom
  readonly #api: ExcalidrawApi
  readonly #options: BindExcalidrawOptions
  readonly #scene: Scene
  readonly #board: Elements
  readonly #files: Files
  readonly #live: Live
  readonly #drawing: Drawing
  readonly #crowd: Crowd
  readonly #strokes: Strokes
  readonly #canDraw: Store<boolean>
  readonly #telling: Telling
  readonly #showing: Showing
  readonly #listeners = new Listeners<readonly BoardElement[]>(console.error)
  /** Put in order and frozen when somebody asks: of thousands, at each change, that would be time of the pen. */
  readonly elements: ReadonlyStore<readonly BoardElement[]> = {
    get: () => frozen(this.#board.all()),
    subscribe: (listener) => this.#listeners.add(listener),
  }
  #undo: (() => void)[] = []
  #isLoaded = false

  constructor(room: BoardRoom, api: ExcalidrawApi, options: BindExcalidrawOptions) {
    this.#room = room
    this.#api = api
    this.#options = options
    const { name = ELEMENTS, onFault = console.error } = options
    const { doc, others, people } = room
    const mayWrite = () => this.#canDraw.get()
    this.#canDraw = new Store(this.#mayWrite(), console.error)
    this.#scene = new Scene(api)
    this.#board = new Elements({ doc, name, mayWrite })
    this.#files = filesIn(doc.getMap(`${name}-files`))
    const live = { drawn: () => this.#strokes.changed(), moved: () => this.#showing.soon() }
    const isHere = (person: object) => boardOf(person) === name && options.isHere?.(person) !== false
    this.#live = new Live({ others, isHere, elements: this.#board, ...live })
    const isTold = options.pointers ?? true
    this.#showing = new Showing({
      isDrawing: () => this.#scene.hasPen || this.#scene.state.cursorButton === 'down',
      show: () => this.#show(),
    })
    this.#telling = new Telling({
      ...{ self: room.self, name },
      standing: () => (isTold ? this.#crowd.standing() : {}),
    })
    const { say, hold } = this.#telling
    const shared = { scene: this.#scene, elements: this.#board, files: this.#files, live: this.#live }
    this.#drawing = new Drawing({ ...shared, mayWrite, say, refused: onFault })
    this.#strokes = new Strokes(shared)
    this.#crowd = new Crowd({
      ...{ scene: this.#scene, people, isHere, say: isTold ? say : null, hold: isTold ? hold : null },
      colorOf: options.colorOf ?? (({ key }) => colorOf(key)),
      avatarOf: options.avatarOf,
    })
    this.#listen(api)
  }

  get canDraw(): ReadonlyStore<boolean> {
    return this.#canDraw
  }

  get strokes(): ReadonlyStore<readonly BoardElement[]> {
    return this.#strokes.drawn
  }

  get view(): ReadonlyStore<BoardView | null> {
    return this.#crowd.view
  }

  readonly onPointerUpdate = (update: PointerUpdate): void => this.#crowd.pointed(update)

  follow(key: string | null): void {
    this.#crowd.follow(key)
  }

  destroy(): void {
    if (this.#undo.length === 0) return
    if (this.#isLoaded) this.#drawing.finish()
    for (const undo of this.#undo.splice(0)) undo()
    for (const part of [this.#showing, this.#crowd, this.#strokes, this.#live, this.#board]) part.stop()
    this.#telling.flush()
    this.#listeners.clear()
  }

  #listen(api: ExcalidrawApi): void {
    const { welcome, status } = this.#room
    const pruning = setInterval(() => this.#prune(), PRUNE_MS)
    this.#undo = [
      api.onChange(() => this.#changed()),
      api.onPointerUp(() => {
        if (this.#scene.hasPen) this.#showing.now()
      }),
      api.onScrollChange(() => this.#scrolled()),
      this.#board.subscribe(({ isOwn, before }) => {
        if (!this.#listeners.isEmpty) this.#listeners.tell(this.elements.get())
        if (!this.#areStrokes(before)) return this.#showing.soon()
        if (!isOwn) this.#strokes.keep(before.keys())
        this.#showing.strokes()
      }),
      welcome.subscribe(() => this.#allowed()),
      status.subscribe(() => this.#prune()),
      () => clearInterval(pruning),
    ]
    const { mayDraw } = this.#options
    if (mayDraw !== undefined) this.#undo.push(mayDraw.subscribe(() => this.#allowed()))
    // It loads an empty drawing of its own first, which would take the place of what is shown.
    if (!this.#scene.state.isLoading) this.#loaded()
  }

  #loaded(): void {
    this.#isLoaded = true
    this.#leaveBoardBefore()
    this.#scene.setState({ viewModeEnabled: !this.#canDraw.get() })
    this.#drawing.show()
    this.#crowd.scrolled()
    this.#prune()
  }

  /** What Excalidraw has of another board stays there: it would be written into this one. */
  #leaveBoardBefore(): void {
    const before = boards.get(this.#api)
    const board = `${this.#room.doc.guid} ${this.#options.name ?? ELEMENTS}`
    boards.set(this.#api, board)
    if (before === undefined || before === board) return
    this.#scene.show([])
    this.#api.history?.clear()
  }

  /** Excalidraw says it after each render, however small the change. */
  #changed(): void {
    if (this.#isLoaded) {
      this.#strokes.taken()
      this.#crowd.changed()
      if (this.#drawing.take()) this.#showing.soon()
    } else if (!this.#scene.state.isLoading) this.#loaded()
  }

  #scrolled(): void {
    if (!this.#isLoaded) return
    this.#crowd.scrolled()
    this.#strokes.changed()
  }

  /** Whether nothing has changed but that there are some new strokes, which can be drawn above Excalidraw as they are. */
  #areStrokes(before: ReadonlyMap<string, BoardElement | undefined>): boolean {
    const isStroke = (element: BoardElement | undefined) =>
      element?.type === 'freedraw' && element.angle === 0
    return (
      before.size <= MOST_STROKES &&
      [...before].every(([id, was]) => was === undefined && isStroke(this.#board.get(id)))
    )
  }

  #show(): void {
    if (!this.#isLoaded) return
    this.#strokes.given()
    this.#drawing.show()
  }

  #mayWrite(): boolean {
    const { welcome } = this.#room
    const { mayDraw } = this.#options
    return may(welcome.get()?.identity ?? { role: 'member' }, 'write') && (mayDraw?.get() ?? true)
  }

  #allowed(): void {
    const canDraw = this.#mayWrite()
    if (canDraw === this.#canDraw.get()) return
    // The pen may be taken in the middle of a stroke: what is there of it is no longer this person's to write.
    this.#canDraw.set(canDraw)
    if (!this.#isLoaded) return
    this.#scene.setState({ viewModeEnabled: !canDraw })
    this.#showing.soon()
  }

  #prune(): void {
    if (this.#canDraw.get() && this.#room.status.get().state === 'connected')
      this.#board.prune(this.#room.serverMs())
  }
}
