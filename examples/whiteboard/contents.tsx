import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import type { BoardElement, ExcalidrawBinding } from 'homeroom/excalidraw'
import { useReadable } from '../common/room/room-context.tsx'
import { useWords, type Words } from '../common/words/index.ts'
import { Side } from './side.tsx'

/** A list of more than this is read by nobody, and slows the page down at each stroke. */
const MOST = 200

interface ContentsProps {
  readonly binding: ExcalidrawBinding
  readonly api: ExcalidrawImperativeAPI
  readonly onClose: () => void
}

const textOf = (element: BoardElement): string => {
  const { text, name } = element as { readonly text?: unknown; readonly name?: unknown }
  return typeof text === 'string' ? text : typeof name === 'string' ? name : ''
}

/** What an element holds; a text inside a shape is said with the shape. */
const labelOf = (
  element: BoardElement,
  labels: ReadonlyMap<string, string>,
  said: Words['whiteboard'],
): string => {
  const { types } = said
  const type = Object.hasOwn(types, element.type) ? types[element.type as keyof typeof types] : types.other
  const text = textOf(element) || labels.get(element.id)
  return text ? said.withText(type, text) : type
}

const isBound = (element: BoardElement): boolean =>
  (element as { readonly containerId?: string | null }).containerId != null

/** All that is on the board, as a list: for screen readers and for the keyboard; a press shows and selects it. */
export const Contents = ({ binding, api, onClose }: ContentsProps) => {
  const elements = useReadable(binding.elements).filter(({ isDeleted }) => !isDeleted)
  const { whiteboard } = useWords()
  const labels = new Map(
    elements
      .filter(isBound)
      .map((text) => [(text as { readonly containerId?: string }).containerId ?? '', textOf(text)]),
  )
  const listed = elements.filter((element) => !isBound(element))
  const show = ({ id }: BoardElement) => {
    const shown = api.getSceneElements().find((element) => element.id === id)
    if (shown === undefined) return
    api.scrollToContent(shown, { fitToViewport: false, animate: false })
    api.updateScene({ appState: { selectedElementIds: { [id]: true } } })
  }
  return (
    <Side title={whiteboard.contents} onClose={onClose}>
      <p className="hint">{listed.length === 0 ? whiteboard.empty : whiteboard.count(listed.length)}</p>
      <ul className="contents">
        {listed.slice(-MOST).map((element) => (
          <li key={element.id}>
            <button className="quiet" type="button" onClick={() => show(element)}>
              <bdi>{labelOf(element, labels, whiteboard)}</bdi>
            </button>
          </li>
        ))}
      </ul>
    </Side>
  )
}
