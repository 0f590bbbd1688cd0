import { getStroke } from 'perfect-freehand'
import type { Scene } from './api.ts'
import type { BoardElement } from './element.ts'
import type { LinePoint } from './points.ts'

/** Excalidraw's own numbers: a stroke looks the same when Excalidraw draws it. */
const LOOK = {
  ...{ thinning: 0.6, smoothing: 0.5, streamline: 0.5, last: false },
  easing: (share: number) => Math.sin((share * Math.PI) / 2),
}
const SIZE_OF_WIDTH = 4.25

const outlineOf = (stroke: BoardElement): string => {
  const points = stroke.points as readonly LinePoint[]
  const pressures = stroke.pressures as readonly number[]
  const simulatePressure = stroke.simulatePressure === true
  const input = points.map(([x, y], at) => (simulatePressure ? [x, y] : [x, y, pressures[at] ?? 0.5]))
  const outline = getStroke(input as [number, number, number][], {
    ...{ ...LOOK, simulatePressure, size: Number(stroke.strokeWidth) * SIZE_OF_WIDTH },
  })
  const curves = outline.map(([x = 0, y = 0], at) => {
    const [nextX = x, nextY = y] = outline[(at + 1) % outline.length] ?? []
    return `${at === 0 ? `M${x} ${y}` : ''}Q${[x, y, (x + nextX) / 2, (y + nextY) / 2].map((value) => value.toFixed(2)).join(' ')}`
  })
  return `${curves.join('')}Z`
}

const svgOf = (name: string): SVGElement => document.createElementNS('http://www.w3.org/2000/svg', name)

interface Drawn {
  readonly path: SVGElement
  stroke: BoardElement | null
}

/**
 * Strokes above the canvas on which Excalidraw draws its elements. Excalidraw draws all that is to be seen again for each change of
 * one element; here a stroke that grows costs itself, and the browser draws again what is under it alone: a canvas of its own would
 * be copied as a whole in each frame.
 */
export class Overlay {
  readonly #scene: Scene
  readonly #layer = svgOf('svg')
  readonly #board = svgOf('g')
  readonly #drawn = new Map<string, Drawn>()

  constructor(scene: Scene) {
    this.#scene = scene
    this.#layer.classList.add('excalidraw__canvas', 'homeroom-strokes')
    this.#layer.ariaHidden = 'true'
    this.#layer.style.cssText =
      'z-index:var(--zIndex-canvas);inset:0;width:100%;height:100%;pointer-events:none;filter:var(--theme-filter)'
    this.#layer.append(this.#board)
  }

  /** Draws these strokes, and no other ones. */
  draw(strokes: readonly BoardElement[]): void {
    const gone = new Set(this.#drawn.keys())
    for (const stroke of strokes) {
      gone.delete(stroke.id)
      this.#put(stroke)
    }
    for (const id of gone) {
      this.#drawn.get(id)?.path.remove()
      this.#drawn.delete(id)
    }
    if (strokes.length === 0) {
      this.remove()
      return
    }
    const { zoom, scrollX, scrollY } = this.#scene.state
    this.#board.setAttribute('transform', `scale(${zoom.value}) translate(${scrollX} ${scrollY})`)
    if (!this.#layer.isConnected) this.#scene.canvas()?.before(this.#layer)
  }

  remove(): void {
    this.#layer.remove()
  }

  #put(stroke: BoardElement): void {
    const drawn = this.#drawn.get(stroke.id) ?? { path: svgOf('path'), stroke: null }
    if (drawn.stroke === stroke) return
    const { path } = drawn
    if (drawn.stroke === null) {
      this.#drawn.set(stroke.id, drawn)
      this.#board.append(path)
    }
    drawn.stroke = stroke
    path.setAttribute('d', outlineOf(stroke))
    path.setAttribute('transform', `translate(${stroke.x} ${stroke.y})`)
    path.setAttribute('opacity', String(Number(stroke.opacity) / 100))
    // A fill may name something that is loaded; a colour is nothing else.
    path.setAttribute('fill', 'currentColor')
    path.style.color = String(stroke.strokeColor)
  }
}
