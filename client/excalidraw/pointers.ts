import type { PersonColor } from '../presence/color.ts'
import type { PersonFields } from '../presence/people.ts'
import type { Scene } from './api.ts'

/** In CSS pixels, as Excalidraw's own. */
const SIZE = { width: 11, height: 14 }

const ARROW = 'polygon(0 0, 0 100%, 36% 64%, 100% 57%)'

const LABEL = `position:absolute;left:11px;top:14px;padding:1px 6px;border-radius:6px;font:12px sans-serif;
max-width:12em;overflow:hidden;white-space:nowrap;text-overflow:ellipsis`

interface PointersOptions {
  readonly scene: Scene
  readonly colorOf: (person: PersonFields) => PersonColor
}

type Look = Readonly<Record<'transition' | 'transform' | 'opacity' | 'color' | 'over' | 'name', string>>

interface Mark {
  person: PersonFields | null
  /** As the browser has it. */
  look: Partial<Look>
  readonly node: HTMLElement
  readonly label: HTMLElement
}

/**
 * About as far apart as somebody's places are told, in ms. All pointers set out together, so often: with each of them at its own time the
 * browser would put the page together anew in nearly every frame.
 */
export const STEP_MS = 80

/**
 * The pointers of the others, in a layer above the board, each a node that the browser moves from place to place by itself.
 * Excalidraw would draw its whole page and the canvas of its selection again for each step of one of them.
 */
export class Pointers {
  readonly #options: PointersOptions
  readonly #layer = styled(
    'position:absolute;z-index:var(--zIndex-interactiveCanvas);inset:0;overflow:hidden;pointer-events:none',
  )
  readonly #marks = new Map<string, Mark>()
  /** Whether this person asked for less motion. */
  readonly lessMotion = matchMedia('(prefers-reduced-motion: reduce)')

  constructor(options: PointersOptions) {
    this.#options = options
    // Names are in the list of people, and a place says nothing to a screen reader.
    this.#layer.ariaHidden = 'true'
    this.#layer.className = 'homeroom-pointers'
  }

  /** Draws the pointers of these people, and no other ones. Where it is the board that has moved, they are with it at once. */
  draw(people: readonly PersonFields[], isMoved: boolean): void {
    const gone = new Set(this.#marks.keys())
    for (const person of people)
      if (person.x !== undefined && person.y !== undefined) {
        gone.delete(person.key)
        this.#place(person, person.x, person.y, isMoved)
      }
    for (const key of gone) {
      this.#marks.get(key)?.node.remove()
      this.#marks.delete(key)
    }
    if (this.#marks.size > 0 && !this.#layer.isConnected) this.#options.scene.canvas()?.before(this.#layer)
  }

  remove(): void {
    this.#layer.remove()
  }

  #place(person: PersonFields, atX: number, atY: number, isMoved: boolean): void {
    const { key, name = '', status } = person
    const mark = this.#marks.get(key) ?? this.#add(key)
    if (mark.person === person && !isMoved) return
    mark.person = person
    const { width, height, zoom, scrollX, scrollY, theme } = this.#options.scene.state
    const [x, y] = [(atX + scrollX) * zoom.value, (atY + scrollY) * zoom.value]
    const [left, top] = [within(x, width - SIZE.width), within(y, height - SIZE.height)]
    const isFaint = left !== x || top !== y || status !== 'here' || isWriting(person)
    const { onLight, onDark } = this.#options.colorOf(person)
    const [color, over] = theme === 'dark' ? [onDark, '#000'] : [onLight, '#fff']
    const isStill = isMoved || this.lessMotion.matches
    dress(mark, {
      transition: isStill ? 'none' : `transform ${STEP_MS}ms linear`,
      transform: `translate(${left}px, ${top}px)`,
      opacity: isFaint ? '0.3' : '1',
      ...{ color, over, name },
    })
  }

  #add(key: string): Mark {
    const node = styled('position:absolute;left:0;top:0;will-change:transform')
    const arrow = styled(`width:11px;height:14px;background:currentColor;clip-path:${ARROW}`)
    const label = styled(LABEL)
    label.dir = 'auto'
    node.append(arrow, label)
    this.#layer.append(node)
    const mark: Mark = { person: null, look: {}, node, label }
    this.#marks.set(key, mark)
    return mark
  }
}

/** Whether somebody writes a text: its first letters are under the pointer that made it. */
const isWriting = (person: PersonFields & { readonly exMoves?: unknown }): boolean =>
  Array.isArray(person.exMoves) && person.exMoves.some((move) => typeof move?.text === 'string')

/** Gives a pointer its look. What is the same is not set again: a label with the same text anew is laid out and painted for each step. */
const dress = (mark: Mark, look: Look): void => {
  const { node, label, look: before } = mark
  mark.look = look
  for (const name of ['transition', 'transform', 'opacity', 'color'] as const)
    if (look[name] !== before[name]) node.style[name] = look[name]
  if (look.color !== before.color) label.style.background = look.color
  if (look.over !== before.over) label.style.color = look.over
  if (look.name !== before.name) label.textContent = look.name
}

const within = (at: number, most: number): number => Math.min(Math.max(at, 0), Math.max(most, 0))

const styled = (css: string): HTMLElement => {
  const node = document.createElement('div')
  node.style.cssText = css
  return node
}
