import type { PersonColor } from '../presence/color.ts'
import type { PersonFields } from '../presence/people.ts'
import { type ReadonlyStore, Store } from '../store.ts'
import type { BoardCollaborator, BoardState, PointerUpdate, Scene } from './api.ts'
import { Pointers, STEP_MS } from './pointers.ts'

/** The fields of presence by which people see each other on a board; the pointer is at `x` and `y`. */
export interface CrowdFields {
  /** The tool in the hand: `laser`, and whether it is pressed; absent for any other one. */
  readonly exLaser?: 'up' | 'down' | undefined
  /** The ids of the elements that are selected. */
  readonly exSelected?: readonly string[] | undefined
  /** What is seen of the board: left, top, right, bottom. */
  readonly exView?: readonly number[] | undefined
}

/** A part of the board, in Excalidraw's units, which are whole here. */
export interface BoardView {
  /** Its left side. */
  readonly left: number
  /** Its upper side. */
  readonly top: number
  /** Its right side. */
  readonly right: number
  /** Its lower side. */
  readonly bottom: number
}

/** Of more elements that somebody has selected the others see some. */
const MOST_SELECTED = 32

/** As far as Excalidraw goes. */
const ZOOM = { least: 0.1, most: 30 }

const FAR = 1e7

type PlacedFields = CrowdFields & { readonly x?: number; readonly y?: number }

type BoardPerson = PersonFields & Readonly<Record<string, unknown>>

export interface CrowdOptions {
  readonly scene: Scene
  readonly people: ReadonlyStore<readonly PersonFields[]>
  /** Whether somebody is at this board, and not at another one of the room. */
  readonly isHere: (person: PersonFields) => boolean
  readonly colorOf: (person: PersonFields) => PersonColor
  readonly avatarOf: ((person: PersonFields, isDark: boolean) => string) | undefined
  /** Null where nothing of this person is told. */
  readonly say: ((fields: PlacedFields) => void) | null
  /** As `say`, of what may wait for the ink of the same motion. */
  readonly hold: ((fields: PlacedFields) => void) | null
}

/** The other people on the board: their pointers, what they have selected, and what they see of it. */
export class Crowd {
  readonly #options: CrowdOptions
  readonly #pointers: Pointers
  readonly #unsubscribe: () => void
  #frame = 0
  /** Set from the moment that somebody is heard until they are drawn. */
  #timer: ReturnType<typeof setTimeout> | undefined
  #shownMs = 0
  #seen = ''
  #view = ''
  #selected: readonly string[] = []
  #following = ''
  /** The theme and the size, with which pointers have their colours and places. */
  #page = ''
  /** What this person sees; null before Excalidraw is there. */
  readonly view = new Store<BoardView | null>(null, console.error)
  /** The people as Excalidraw was told of them. */
  #told = '[]'

  constructor(options: CrowdOptions) {
    this.#options = options
    this.#pointers = new Pointers(options)
    this.#unsubscribe = options.people.subscribe(() => this.#heard())
  }

  pointed({ pointer, button }: PointerUpdate): void {
    const { say, hold } = this.#options
    const exLaser = pointer.tool === 'laser' ? button : undefined
    const tell = button === 'down' && exLaser === undefined ? hold : say
    tell?.({ x: Math.round(pointer.x * 4) / 4, y: Math.round(pointer.y * 4) / 4, exLaser })
  }

  /** Excalidraw's state has changed, as it does with everything that is done. */
  changed(): void {
    const { scene, say } = this.#options
    const { selectedElementIds, userToFollow, theme, width, height } = scene.state
    const page = `${theme} ${width} ${height}`
    if (page !== this.#page) {
      this.#page = page
      this.scrolled()
    }
    const ids = Object.keys(selectedElementIds).slice(0, MOST_SELECTED)
    if (ids.join() !== this.#selected.join()) {
      this.#selected = ids
      say?.({ exSelected: ids.length > 0 ? ids : undefined })
    }
    const following = userToFollow?.socketId ?? ''
    if (following !== this.#following) {
      this.#following = following
      this.#heard()
      this.scrolled()
    }
  }

  /** Says what is seen of the board. One who follows says nothing: two who follow each other would never stand still. */
  scrolled(): void {
    this.#show(true)
    const { scene, say } = this.#options
    const seen = seenIn(scene.state)
    if (String(seen) !== this.#seen) {
      this.#seen = String(seen)
      this.view.set(seen === null ? null : viewOf(seen))
    }
    const { exView } = this.standing()
    if (String(exView) === this.#view) return
    this.#view = String(exView)
    say?.({ exView })
  }

  /** What holds of this person while nothing is done. */
  standing(): CrowdFields {
    const seen = seenIn(this.#options.scene.state)
    return {
      exView: this.#following === '' && seen !== null ? seen : undefined,
      exSelected: this.#selected.length > 0 ? this.#selected : undefined,
    }
  }

  follow(key: string | null): void {
    const person = this.#options.people.get().find((other) => other.key === key)
    const userToFollow = person === undefined ? null : { socketId: person.key, username: person.name ?? '' }
    this.#options.scene.setState({ userToFollow })
  }

  stop(): void {
    this.#unsubscribe()
    cancelAnimationFrame(this.#frame)
    clearTimeout(this.#timer)
    const { scene, say } = this.#options
    this.#pointers.remove()
    scene.showPeople(new Map())
    say?.({ exLaser: undefined, exSelected: undefined, exView: undefined })
  }

  #heard(): void {
    const people = this.#options.people.get()
    const person = people.find(({ key }) => key === this.#following)
    if (person !== undefined && this.#options.isHere(person)) this.#look(person as BoardPerson)
    // The trail of a laser is as round as its steps are short.
    const isLaser = people.some((other) => (other as BoardPerson).exLaser === 'down')
    const waitMs = isLaser ? 0 : this.#shownMs + STEP_MS - performance.now()
    this.#timer ??= setTimeout(() => {
      this.#frame = requestAnimationFrame(() => {
        this.#timer = undefined
        this.#shownMs = performance.now()
        this.#show(false)
      })
    }, waitMs)
  }

  #show(isMoved: boolean): void {
    const { scene, people, isHere, colorOf, avatarOf } = this.#options
    const others = people.get().filter((person) => !person.isSelf && isHere(person))
    this.#pointers.draw(others, isMoved)
    const isDark = scene.state.theme === 'dark'
    const on = isDark ? 'onDark' : 'onLight'
    const hasTrails = !this.#pointers.lessMotion.matches
    const shown = others.map((person) => ({
      ...collaboratorOf(person, colorOf(person)[on], hasTrails),
      avatarUrl: avatarOf?.(person, isDark),
    }))
    // Excalidraw draws its whole page again when it is told anything.
    const told = JSON.stringify(shown)
    if (told === this.#told) return
    this.#told = told
    scene.showPeople(new Map(shown.map((person) => [person.id, person])))
  }

  /** Moves the board so that all that somebody sees is seen, in the middle; on a small page it is smaller. */
  #look({ exView: view }: BoardPerson): void {
    const { scene } = this.#options
    if (!Array.isArray(view) || view.length !== 4 || !view.every((at) => Math.abs(at) <= FAR)) return
    const [left, top, right, bottom] = view.map(Number) as [number, number, number, number]
    if (!(right > left && bottom > top)) return
    const { width, height, zoom, scrollX, scrollY } = scene.state
    const fit = Math.min(width / (right - left), height / (bottom - top))
    const value = Math.min(ZOOM.most, Math.max(ZOOM.least, fit))
    const next = {
      zoom: { value },
      scrollX: width / value / 2 - (left + right) / 2,
      scrollY: height / value / 2 - (top + bottom) / 2,
    }
    if (next.scrollX !== scrollX || next.scrollY !== scrollY || value !== zoom.value) scene.setState(next)
  }
}

type Seen = readonly [left: number, top: number, right: number, bottom: number]

const seenIn = ({ scrollX, scrollY, width, height, zoom }: BoardState): Seen | null => {
  const seen = [-scrollX, -scrollY, width / zoom.value - scrollX, height / zoom.value - scrollY] as const
  return seen.every(Number.isFinite) ? (seen.map(Math.round) as unknown as Seen) : null
}

const viewOf = ([left, top, right, bottom]: Seen): BoardView => ({ left, top, right, bottom })

const collaboratorOf = (person: PersonFields, laserColor: string, hasTrails: boolean): BoardCollaborator => {
  const { exLaser, exSelected, x, y } = person as BoardPerson
  const selected = Array.isArray(exSelected) ? exSelected.slice(0, MOST_SELECTED).map(String) : []
  const isLaser = hasTrails && (exLaser === 'up' || exLaser === 'down')
  return {
    ...{ id: person.key, socketId: person.key, username: person.name ?? '' },
    pointer: {
      // Of any other tool Excalidraw need not know the place.
      ...(isLaser && x !== undefined && y !== undefined
        ? { x, y, tool: 'laser' }
        : { x: 0, y: 0, tool: 'pointer' }),
      ...{ renderCursor: false, laserColor },
    },
    button: exLaser === 'down' ? 'down' : 'up',
    selectedElementIds: Object.fromEntries(selected.map((id) => [id, true])),
    userState: person.status === 'here' ? 'active' : 'away',
  }
}
