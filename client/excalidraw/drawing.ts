import type { Scene } from './api.ts'
import { type BoardElement, beats, isSameVersion } from './element.ts'
import type { Elements } from './elements.ts'
import type { Fields } from './fields.ts'
import type { Files } from './files.ts'
import type { Live } from './live.ts'
import { arranged } from './order.ts'
import { Sketch, type SketchFields } from './sketch.ts'

export interface DrawingOptions {
  readonly scene: Scene
  readonly elements: Elements
  readonly files: Files
  readonly live: Pick<Live, 'moves'>
  readonly mayWrite: () => boolean
  readonly say: (fields: SketchFields) => void
  readonly refused: (fault: { readonly code: string; readonly message: string }) => void
}

/** An element as Excalidraw was shown it. */
interface Shown {
  /** What stands for it in the document or in presence. */
  readonly source: BoardElement
  readonly version: number
  readonly versionNonce: number
  readonly isLive: boolean
}

/**
 * Keeps Excalidraw and the document the same. What a person does is told by presence while the pointer is down, and written
 * when it is up; what others did is shown, except of an element that this person is changing just now.
 */
export class Drawing {
  readonly #options: DrawingOptions
  readonly #sketch = new Sketch()
  readonly #shown = new Map<string, Shown>()
  /** Elements that cannot be on the board, by the version that was refused: said once. */
  readonly #refused = new Map<string, number>()
  #isTold = false
  #keeping: ReturnType<typeof setTimeout> | undefined

  constructor(options: DrawingOptions) {
    this.#options = options
  }

  /** Takes what the person has changed. True where Excalidraw has to be shown the board again. */
  take(): boolean {
    const { scene, mayWrite } = this.#options
    const changed = this.#changed()
    if (!mayWrite()) {
      this.#hush()
      return changed.length > 0
    }
    if (isBusy(scene)) {
      if (changed.length > 0) this.#tell(changed)
      if (scene.state.editingTextElement !== null) this.#keeping ??= setTimeout(this.#keepText, KEEP_MS)
      return false
    }
    const isOld = changed.length > 0 && this.#write(changed)
    this.#hush()
    return isOld || this.#isMissing()
  }

  /** Writes what the person is in the middle of, as it is now. */
  finish(): void {
    clearTimeout(this.#keeping)
    if (this.#options.mayWrite()) this.#write(this.#changed())
    this.#hush()
  }

  /** Shows the board as it is now. */
  show(): void {
    const { scene, elements, live, mayWrite } = this.#options
    const here = new Map(scene.elements.map((element) => [element.id, element]))
    const editing = mayWrite() ? editingIn(scene) : NOTHING
    const told = live.moves()
    const next = new Map<string, BoardElement>()
    for (const element of elements.all()) next.set(element.id, element)
    for (const [id, element] of told) next.set(id, element)
    for (const element of mayWrite() ? this.#changed() : []) {
      const other = next.get(element.id)
      const isOwn = other === undefined || told.has(element.id) || beats(element, other)
      if (isOwn || editing.has(element.id)) next.set(element.id, element)
    }
    const list = arranged(next.values(), (element, index) => {
      // Excalidraw holds on to the element that is being made: it has to stay the same object.
      if (!editing.has(element.id)) return { ...element, index }
      ;(element as { index: string }).index = index
      return element
    })
    this.#addFiles(list)
    scene.show(list.map((element) => this.#shownAs(element, here.get(element.id), told)))
  }

  /** What of the board is to be shown for `element`: what is there already, where that is the same. */
  #shownAs(
    element: BoardElement,
    here: BoardElement | undefined,
    told: ReadonlyMap<string, BoardElement>,
  ): BoardElement {
    if (element === here) return here
    const source = told.get(element.id) ?? this.#options.elements.get(element.id) ?? element
    const shown = this.#shown.get(element.id)
    const isKept =
      here !== undefined &&
      shown?.source === source &&
      isSameVersion(here, element) &&
      here.index === element.index
    if (isKept) return here
    const { version, versionNonce } = element
    const isLive = told.has(element.id)
    this.#shown.set(element.id, { source, version, versionNonce, isLive })
    // Excalidraw changes what it is given.
    return structuredClone(element)
  }

  /** What the person has made or changed since it was shown or written. */
  #changed(): BoardElement[] {
    return this.#options.scene.elements.filter((element) => {
      const shown = this.#shown.get(element.id)
      if (shown === undefined) return !element.isDeleted
      return !isSameVersion(element, shown as unknown as BoardElement)
    })
  }

  /** A text may be open for long: what is there of it would go with a page that ends without a word. */
  readonly #keepText = (): void => {
    this.#keeping = undefined
    const { scene, mayWrite } = this.#options
    const id = scene.state.editingTextElement?.id
    if (mayWrite()) this.#write(this.#changed().filter((element) => element.id === id && element.text !== ''))
  }

  /** Whether the board has elements that Excalidraw has lost, as it does when a file is opened. */
  #isMissing(): boolean {
    return this.#options.scene.elements.length < this.#options.elements.shownCount
  }

  /** Writes it. True where another one counts, which is not shown yet. */
  #write(changed: readonly BoardElement[]): boolean {
    const { elements, refused } = this.#options
    const packed = changed.flatMap((element) => {
      if (this.#isOthers(element.id)) return []
      return element.type === 'image' ? this.#withFile(element) : element
    })
    if (packed.length === 0) return false
    for (const id of elements.put(packed)) {
      const version = packed.find((element) => element.id === id)?.version ?? 0
      if (this.#refused.get(id) === version) continue
      this.#refused.set(id, version)
      refused({
        code: 'bad-element',
        message: `An element is too large for the board, or of no type that it takes: ${id}`,
      })
    }
    for (const { id, version, versionNonce } of packed) {
      const source = elements.get(id)
      // Known to be written, but not shown as it was written: `show` does that.
      if (source !== undefined) this.#shown.set(id, { source: UNSHOWN, version, versionNonce, isLive: false })
    }
    return packed.some((element) => {
      const source = elements.get(element.id)
      return source !== undefined && !isSameVersion(source, element)
    })
  }

  /** The element with the key of its picture; nothing while Excalidraw has not read the file, or where it cannot be taken. */
  #withFile(element: BoardElement): readonly BoardElement[] {
    const { scene, files, elements, refused } = this.#options
    const { id, fileId } = element
    if (element.isDeleted || (typeof fileId === 'string' && files.get(fileId) !== null)) return [element]
    // Excalidraw fills the element in when it has read the file: until then it has to stay the same object.
    const file = typeof fileId === 'string' ? scene.file(fileId) : undefined
    if (file === undefined) return elements.get(id) === undefined ? [] : [element]
    if (this.#refused.get(id) === NO_FILE) return []
    const used = new Set(elements.all().flatMap((other) => (other.isDeleted ? [] : [other.fileId])))
    const put = files.put(file, (key) => used.has(key))
    if (put.ok) return [{ ...element, fileId: put.value }]
    this.#refused.set(id, NO_FILE)
    refused(put.fault)
    return []
  }

  #addFiles(list: readonly BoardElement[]): void {
    const { scene, files } = this.#options
    const keys = new Set(
      list.flatMap(({ fileId, isDeleted }) => (!isDeleted && fileId ? [String(fileId)] : [])),
    )
    const missing = [...keys].filter((key) => scene.file(key) === undefined)
    const found = missing.flatMap((key) => files.get(key) ?? [])
    if (found.length > 0) scene.addFiles(found)
  }

  #tell(changed: readonly BoardElement[]): void {
    const { elements, say } = this.#options
    const knownOf = (id: string): Fields | undefined => elements.packed(id)
    const own = changed.filter(({ id }) => !this.#isOthers(id))
    say(this.#sketch.fieldsOf(own, knownOf))
    this.#isTold = true
  }

  /** Whether somebody else is just making it: then it is not there yet. */
  #isOthers(id: string): boolean {
    return this.#shown.get(id)?.isLive === true && this.#options.elements.get(id) === undefined
  }

  #hush(): void {
    if (!this.#isTold) return
    this.#isTold = false
    this.#options.say({ exStroke: undefined, exInk: undefined, exMoves: undefined })
  }
}

/** So often a text that is being written is kept, in ms. */
const KEEP_MS = 1_000

/** In the place of a version: the picture of the element was refused. */
const NO_FILE = 0

const NOTHING: ReadonlySet<string> = new Set()

/** Stands for no element: what was written is shown as it was written, once. */
const UNSHOWN = Object.freeze({}) as BoardElement

const isBusy = ({ state }: Scene): boolean =>
  state.cursorButton === 'down' ||
  state.editingTextElement !== null ||
  state.multiElement !== null ||
  state.newElement !== null

/** The elements that the person has in the hand. */
const editingIn = ({ state }: Scene): ReadonlySet<string> => {
  const { newElement, editingTextElement, multiElement, resizingElement } = state
  const ids = [newElement, editingTextElement, multiElement, resizingElement].flatMap(
    (element) => element?.id ?? [],
  )
  if (state.cursorButton === 'down') ids.push(...Object.keys(state.selectedElementIds))
  return new Set(ids)
}
