// The board as a picture in a file: loaded when somebody asks for one.

import { saveFile } from '../../common/page/save-file.ts'
import type { Board } from './board.ts'
import { drawStroke, inUnits } from './chalk.ts'
import { BOARD, type BoardItem, type LinkCard, type Picture, type TextBox } from './format.ts'
import { INKS } from './inks.ts'
import { LINE, letterHeight, TEXT_WIDTH } from './text-fit.ts'

/** Full HD and a half: a page of paper shows no more. */
const PIXELS = [2_560, 1_440] as const

const FONT = 'system-ui, sans-serif'

/** The lines of a text that is at most so wide. A word that is wider than that stays whole. */
const linesOf = (context: CanvasRenderingContext2D, text: string, width: number): readonly string[] =>
  text.split('\n').flatMap((paragraph) => {
    const lines = ['']
    for (const word of paragraph.split(' ')) {
      const longer = [lines.at(-1), word].filter(Boolean).join(' ')
      if (lines.at(-1) === '' || context.measureText(longer).width <= width) lines[lines.length - 1] = longer
      else lines.push(word)
    }
    return lines
  })

/** As on the page, it is moved back onto the board where it would reach over an edge. */
const drawText = (context: CanvasRenderingContext2D, item: TextBox): void => {
  const size = letterHeight(item)
  context.font = `500 ${size}px ${FONT}`
  context.fillStyle = INKS[item.color]
  const lines = linesOf(context, item.text, TEXT_WIDTH)
  const widest = Math.max(...lines.map((line) => context.measureText(line).width))
  const x = Math.max(0, Math.min(item.x, BOARD[0] - widest))
  const y = Math.max(0, Math.min(item.y, BOARD[1] - lines.length * size * LINE))
  lines.forEach((line, index) => {
    context.fillText(line, x, y + size * (index * LINE + 1))
  })
}

const drawLink = (context: CanvasRenderingContext2D, { title, url, ...item }: LinkCard): void => {
  const { host } = new URL(url)
  const name = title === '' ? host : title
  context.font = `600 260px ${FONT}`
  const width = Math.min(5_000, Math.max(context.measureText(name).width, 1_600) + 400)
  const [x, y] = [Math.min(item.x, BOARD[0] - width), Math.min(item.y, BOARD[1] - 900)]
  context.fillStyle = '#fffdf9'
  context.fillRect(x, y, width, 900)
  context.fillStyle = '#24211b'
  context.fillText(name, x + 200, y + 380, width - 400)
  context.font = `400 220px ${FONT}`
  context.fillText(host, x + 200, y + 720, width - 400)
}

/** What stands on a board, with the bytes of its pictures. */
interface Drawn extends Pick<Board, 'image'> {
  readonly items: readonly BoardItem[]
}

const drawImage = async (context: CanvasRenderingContext2D, board: Drawn, item: Picture): Promise<void> => {
  const bytes = board.image(item.image)
  if (bytes === null) return
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' })).catch(() => null)
  if (picture === null) return
  context.drawImage(picture, item.x, item.y, item.width, item.height)
  picture.close()
}

const draw = async (context: CanvasRenderingContext2D, board: Drawn, item: BoardItem): Promise<void> => {
  if (item.kind === 'image') await drawImage(context, board, item)
  else if (item.kind === 'text') drawText(context, item)
  else if (item.kind === 'link') drawLink(context, item)
}

/** The board as a picture; null where it cannot be made. */
export const boardPicture = async (board: Drawn): Promise<HTMLCanvasElement | null> => {
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = PIXELS
  const context = canvas.getContext('2d')
  if (context === null) return null
  inUnits(context)
  context.fillStyle = '#24473d'
  context.fillRect(0, 0, ...BOARD)
  for (const item of board.items) await draw(context, board, item)
  for (const item of board.items) if (item.kind === 'stroke') drawStroke(context, item)
  return canvas
}

/** Gives the browser the board as a PNG to save; false where that cannot be done. */
export const savePicture = async (
  { items, image }: Pick<Board, 'items' | 'image'>,
  name: string,
): Promise<boolean> => {
  const canvas = await boardPicture({ items: items.get(), image })
  if (canvas === null) return false
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (blob === null) return false
  saveFile(name, blob)
  return true
}
