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

const outlineOf = (stroke: BoardElement): Path2D => {
  const points = stroke.points as readonly LinePoint[]
  const pressures = stroke.pressures as readonly number[]
  const simulatePressure = stroke.simulatePressure === true
  const input = points.map(([x, y], at) => (simulatePressure ? [x, y] : [x, y, pressures[at] ?? 0.5]))
  const outline = getStroke(input as [number, number, number][], {
    ...{ ...LOOK, simulatePressure, size: Number(stroke.strokeWidth) * SIZE_OF_WIDTH },
  })
  const path = new Path2D()
  outline.forEach(([x = 0, y = 0], at) => {
    const [nextX = x, nextY = y] = outline[(at + 1) % outline.length] ?? []
    if (at === 0) path.moveTo(x, y)
    path.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2)
  })
  path.closePath()
  return path
}

/**
 * A canvas above that on which Excalidraw draws its elements. Excalidraw draws all that is to be seen again for each change of one
 * element; on this canvas a stroke that grows costs itself.
 */
export class Overlay {
  readonly #scene: Scene
  readonly #canvas = document.createElement('canvas')
  readonly #outlines = new WeakMap<BoardElement, Path2D>()

  constructor(scene: Scene) {
    this.#scene = scene
    const { classList, style } = this.#canvas
    classList.add('excalidraw__canvas')
    style.pointerEvents = 'none'
  }

  /** Draws these strokes, and no other ones. */
  draw(strokes: readonly BoardElement[]): void {
    const canvas = this.#canvas
    const context = canvas.getContext('2d')
    if (strokes.length === 0 || context === null) {
      // A canvas costs the page its whole area in each frame, also an empty one.
      this.remove()
      return
    }
    if (!canvas.isConnected) boardOf(this.#scene)?.before(canvas)
    const { width, height, zoom, scrollX, scrollY } = this.#scene.state
    resize(canvas, width, height)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.clearRect(0, 0, canvas.width, canvas.height)
    const scale = zoom.value * devicePixelRatio
    for (const stroke of strokes) {
      context.setTransform(scale, 0, 0, scale, scale * (scrollX + stroke.x), scale * (scrollY + stroke.y))
      context.globalAlpha = Number(stroke.opacity) / 100
      // A colour that is none would leave that of the stroke before.
      context.fillStyle = '#1e1e1e'
      context.fillStyle = String(stroke.strokeColor)
      context.fill(this.#outline(stroke))
    }
  }

  remove(): void {
    this.#canvas.remove()
  }

  #outline(stroke: BoardElement): Path2D {
    const known = this.#outlines.get(stroke)
    if (known !== undefined) return known
    const outline = outlineOf(stroke)
    this.#outlines.set(stroke, outline)
    return outline
  }
}

const resize = (canvas: HTMLCanvasElement, width: number, height: number): void => {
  const [across, down] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)]
  if (canvas.width === across && canvas.height === down) return
  canvas.width = across
  canvas.height = down
  canvas.style.width = `${width}px`
  canvas.style.height = `${height}px`
}

/** The canvas of this board that hears the pointer. Excalidraw tells nobody its elements, but where it is: of several boards that at its place. */
const boardOf = ({ state }: Scene): Element | undefined => {
  const distanceOf = (canvas: Element): number => {
    const { left, top, width, height } = canvas.getBoundingClientRect()
    const apart = [left - state.offsetLeft, top - state.offsetTop, width - state.width, height - state.height]
    return Math.max(...apart.map(Math.abs))
  }
  const boards = [...document.querySelectorAll('.excalidraw canvas.interactive')]
  return boards.sort((a, b) => distanceOf(a) - distanceOf(b))[0]
}
