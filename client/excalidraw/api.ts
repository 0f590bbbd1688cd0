import type { BoardElement } from './element.ts'

/** A place on the board, in Excalidraw's units. */
export interface ScenePoint {
  /** From left to right. */
  readonly x: number
  /** From top to bottom. */
  readonly y: number
}

/** What the binding tells Excalidraw of somebody else. */
export interface BoardCollaborator {
  readonly id: string
  readonly socketId: string
  readonly username: string
  /** Where the laser is, for the trail that Excalidraw draws behind it, in the colour that it was told first. */
  readonly pointer: ScenePoint & {
    readonly tool: 'laser' | 'pointer'
    readonly renderCursor: false
    readonly laserColor: string
  }
  readonly button: 'up' | 'down'
  readonly selectedElementIds: Readonly<Record<string, true>>
  readonly userState: 'active' | 'away'
  readonly avatarUrl?: string | undefined
}

/** What the binding reads of Excalidraw's state. */
export interface BoardState {
  readonly isLoading: boolean
  readonly activeTool: { readonly type: string }
  readonly cursorButton: 'up' | 'down'
  readonly editingTextElement: { readonly id: string } | null
  readonly newElement: { readonly id: string } | null
  readonly multiElement: { readonly id: string } | null
  readonly resizingElement: { readonly id: string } | null
  readonly selectedElementIds: Readonly<Record<string, true>>
  readonly viewModeEnabled: boolean
  readonly userToFollow: { readonly socketId: string } | null
  readonly theme: string
  readonly scrollX: number
  readonly scrollY: number
  readonly width: number
  readonly height: number
  readonly offsetLeft: number
  readonly offsetTop: number
  readonly zoom: { readonly value: number }
}

/** A picture, as Excalidraw has it. */
export interface BoardFile {
  readonly id: string
  readonly mimeType: string
  readonly dataURL: string
  readonly created: number
}

/**
 * What the binding needs of Excalidraw: the object that it gives to its `excalidrawAPI`. It is written out here so that the
 * types of the binding need none of Excalidraw's.
 */
export interface ExcalidrawApi {
  /** Shows elements, people, or a state. */
  updateScene(scene: object): void
  /** All elements in their order. */
  getSceneElementsIncludingDeleted(): readonly object[]
  /** The state of its page. */
  getAppState(): object
  /** The pictures by their ids. */
  getFiles(): object
  /** What Undo takes back. */
  readonly history?: {
    /** Forgets all of it. */
    clear(): void
  }
  /** Takes pictures. */
  addFiles(files: never[]): void
  /** Calls `listener` after each change. */
  onChange(listener: () => void): () => void
  /** Calls `listener` when the pointer is up, before the board is drawn with what it has made. */
  onPointerUp(listener: () => void): () => void
  /** Calls `listener` when the board is moved or zoomed. */
  onScrollChange(listener: () => void): () => void
}

/** What `onPointerUpdate` of Excalidraw gives. */
export interface PointerUpdate {
  /** The place, and the tool. */
  readonly pointer: ScenePoint & { readonly tool: 'pointer' | 'laser' }
  /** Of the mouse. */
  readonly button: 'down' | 'up'
}

/** Excalidraw as the binding uses it. */
export class Scene {
  readonly #api: ExcalidrawApi

  constructor(api: ExcalidrawApi) {
    this.#api = api
  }

  get state(): BoardState {
    return this.#api.getAppState() as BoardState
  }

  /** Whether this person has the pen for free lines in the hand. */
  get hasPen(): boolean {
    return this.state.activeTool.type === 'freedraw'
  }

  /** All elements, those that are deleted too, in their order. Excalidraw changes them in place. */
  get elements(): readonly BoardElement[] {
    return this.#api.getSceneElementsIncludingDeleted() as readonly BoardElement[]
  }

  /**
   * The canvas of this board that hears the pointer. Excalidraw tells nobody its elements, but where it is: of several boards that
   * at its place.
   */
  canvas(): Element | undefined {
    const { state } = this
    const distanceOf = (canvas: Element): number => {
      const { left, top, width, height } = canvas.getBoundingClientRect()
      const apart = [
        ...[left - state.offsetLeft, top - state.offsetTop],
        ...[width - state.width, height - state.height],
      ]
      return Math.max(...apart.map(Math.abs))
    }
    const boards = [...document.querySelectorAll('.excalidraw canvas.interactive')]
    return boards.sort((a, b) => distanceOf(a) - distanceOf(b))[0]
  }

  file(id: string): BoardFile | undefined {
    return (this.#api.getFiles() as Readonly<Record<string, BoardFile>>)[id]
  }

  addFiles(files: readonly BoardFile[]): void {
    this.#api.addFiles(files as never[])
  }

  /** Shows elements. They are no step of this person's own undo. */
  show(elements: readonly BoardElement[]): void {
    this.#api.updateScene({ elements, captureUpdate: 'NEVER' })
  }

  showPeople(collaborators: ReadonlyMap<string, BoardCollaborator>): void {
    this.#api.updateScene({ collaborators })
  }

  setState(appState: Partial<BoardState>): void {
    this.#api.updateScene({ appState })
  }
}
