import { type ComponentProps, type FunctionComponent, memo, useEffect, useRef } from 'react'
import { useWords } from '../../common/words/index.ts'
import { useClassroom } from '../room/classroom-context.tsx'
import type { BoardItem, LinkCard, Picture, PlacedItem, TextBox } from './format.ts'
import { INKS } from './inks.ts'
import { imageStyle, placeStyle } from './place-style.ts'
import { letterHeight } from './text-fit.ts'
import type { Editing } from './tools/editing.ts'
import type { ItemHandlers } from './tools/items.ts'

/** What draws, once it is loaded. */
interface Loaded {
  readonly tools: {
    readonly itemHandlers: ItemHandlers
    readonly Corner: FunctionComponent<{ item: Picture; editing: Editing }>
  }
  readonly editing: Editing
}

/** Read from top to bottom, and a line from left to right, as a person would. */
const inReadingOrder = (items: readonly BoardItem[]): readonly PlacedItem[] =>
  items
    .filter((item) => item.kind !== 'stroke')
    .sort((a, b) => Math.round(a.y / 300) - Math.round(b.y / 300) || a.x - b.x)

/** Everything that stands on the board but strokes, as a list that screen readers read: strokes are counted in it. */
export const Contents = ({ items, loaded }: { items: readonly BoardItem[]; loaded: Loaded | null }) => {
  const words = useWords().stage
  const placed = inReadingOrder(items)
  const layers = new Map(items.map(({ id }, index) => [id, index]))
  const strokes = items.length - placed.length
  return (
    <ul className="stage-items" aria-label={words.contents}>
      {items.length === 0 && <li className="unseen">{words.empty}</li>}
      {placed.map((item) => (
        <Placed key={item.id} item={item} layer={layers.get(item.id) ?? 0} loaded={loaded} />
      ))}
      {strokes > 0 && <li className="unseen">{words.strokes(strokes)}</li>}
    </ul>
  )
}

interface PlacedProps {
  readonly item: PlacedItem
  /** The list is in reading order; what was put there later lies over what was there. */
  readonly layer: number
  readonly loaded: Loaded | null
}

const Placed = memo(({ item, layer, loaded }: PlacedProps) => {
  const handlers = loaded?.tools.itemHandlers(loaded.editing, item)
  return (
    <li className="stage-item" data-kind={item.kind} style={{ zIndex: layer, ...placeStyle(item) }}>
      {item.kind === 'text' && <Text item={item} handlers={handlers} />}
      {item.kind === 'link' && <Link item={item} handlers={handlers} />}
      {item.kind === 'image' && <Image item={item} handlers={handlers} />}
      {item.kind === 'image' && loaded !== null && (
        <loaded.tools.Corner item={item} editing={loaded.editing} />
      )}
    </li>
  )
})

type Handlers = ReturnType<ItemHandlers> | undefined

/** A button for those who may move it, and nothing of the kind for all others. */
const Movable = ({ handlers, ...props }: { handlers: Handlers } & Omit<ComponentProps<'button'>, 'ref'>) =>
  handlers === undefined ? (
    <span className={props.className} style={props.style}>
      {props.children}
    </span>
  ) : (
    <button type="button" {...props} {...handlers} />
  )

const Text = ({ item, handlers }: { item: TextBox; handlers: Handlers }) => (
  <Movable
    handlers={handlers}
    className={`stage-text ${item.width}`}
    style={{ color: INKS[item.color], fontSize: `${letterHeight(item) / 100}cqw` }}
  >
    <bdi>{item.text}</bdi>
  </Movable>
)

const Link = ({ item, handlers }: { item: LinkCard; handlers: Handlers }) => {
  const words = useWords().stage
  const { host } = new URL(item.url)
  return (
    <a
      className="stage-link"
      href={item.url}
      target="_blank"
      rel="noopener noreferrer nofollow"
      {...handlers}
    >
      {item.title !== '' && <bdi>{item.title}</bdi>}
      <span className="stage-host">{host}</span>
      <span className="unseen"> ({words.opensTab})</span>
    </a>
  )
}

const Image = ({ item, handlers }: { item: Picture; handlers: Handlers }) => (
  <Movable handlers={handlers} className="stage-image" style={imageStyle(item)}>
    <Pixels item={item} />
  </Movable>
)

const Pixels = ({ item: { image, alt } }: { item: Picture }) => {
  const { board } = useClassroom()
  const words = useWords().stage
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const show = () => {
      const bytes = board.image(image)
      if (bytes !== null && canvas.current !== null) void drawImage(canvas.current, bytes)
    }
    show()
    // The picture may come after the item that shows it.
    board.maps.images.observe(show)
    return () => board.maps.images.unobserve(show)
  }, [board, image])
  return <canvas ref={canvas} role="img" aria-label={words.image(alt)} />
}

/** By a canvas: the page's policy allows no picture but those of the relay. */
const drawImage = async (canvas: HTMLCanvasElement, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
  const picture = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' })).catch(() => null)
  if (picture === null) return
  canvas.width = picture.width
  canvas.height = picture.height
  canvas.getContext('2d')?.drawImage(picture, 0, 0)
  picture.close()
}
