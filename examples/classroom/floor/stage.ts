import type { Person, ReadonlyStore } from 'homeroom/client'
import { type Point, smooth } from 'homeroom/draw'
import { arrangeLabels } from './arrange-labels.ts'
import { facing } from './walk.ts'

/** Moves everyone's avatar, by transform alone. React adds and removes the elements. */
export interface Stage {
  enter(key: string, element: HTMLElement): void
  exit(key: string): void
  /** Places the names anew, a moment later: people have sat down, or the floor has another size. */
  arrange(): void
  /** Draws people until the returned function is called. */
  play(people: ReadonlyStore<readonly Person[]>): () => void
}

interface Figure {
  readonly element: HTMLElement
  readonly nose: HTMLElement | null
  point: Point | null
  angle: number | null
}

/** Close enough to the floor's own: directions are shown in eighths of a turn. */
const ASPECT = 0.625

/** Names are placed at most this often, in ms: the browser has to lay out the page for it. */
const ARRANGE_MS = 200

/** This near to a wall, a centred name would not fit. */
const EDGE = 0.1

export const createStage = (): Stage => {
  const figures = new Map<string, Figure>()
  let points: ReadonlyMap<string, Point> = new Map()

  let timer: number | null = null
  const arrange = () => {
    if (timer !== null) return
    timer = window.setTimeout(() => {
      timer = null
      const elements = [...figures.values()].map(({ element }) => element)
      const plane = elements[0]?.closest('.plane')
      if (plane != null) arrangeLabels(elements, plane.querySelectorAll('.desk-label'))
    }, ARRANGE_MS)
  }

  const draw = (figure: Figure, point: Point) => {
    const { element, nose, point: before } = figure
    if (before?.x === point.x && before.y === point.y) return
    // With container units the browser keeps the fraction when the floor changes its size.
    element.style.transform = `translate(${point.x * 100}cqw, ${point.y * 100}cqh)`
    const edge = point.x < EDGE ? 'left' : point.x > 1 - EDGE ? 'right' : 'none'
    if (element.dataset.edge !== edge) element.dataset.edge = edge
    if (before !== null) {
      const angle = facing(before, point, ASPECT)
      if (angle !== null && angle !== figure.angle) {
        figure.angle = angle
        // A property that its parts inherit would have each of them styled anew.
        if (nose !== null) nose.style.transform = `rotate(${angle}deg)`
      }
    }
    figure.point = point
    arrange()
  }

  return {
    arrange,
    enter(key, element) {
      const figure: Figure = { element, nose: element.querySelector('.nose'), point: null, angle: null }
      figures.set(key, figure)
      const point = points.get(key)
      if (point !== undefined) draw(figure, point)
    },
    exit: (key) => {
      figures.delete(key)
    },
    play: (people) =>
      smooth(people, {
        draw(next) {
          points = next
          for (const [key, point] of next) {
            const figure = figures.get(key)
            if (figure !== undefined) draw(figure, point)
          }
        },
      }),
  }
}
