import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types'
import { type DragEvent, type KeyboardEvent, type ReactNode, type RefObject, useState } from 'react'
import { openedFileWords } from '../../common/words/opened-file.ts'
import { OpenQuestion } from './open-question.tsx'
import { mayHoldScene, putBeside, readScene, type SceneFile } from './scene-file.ts'

interface OpenFileOptions {
  readonly api: ExcalidrawImperativeAPI | null
  readonly board: RefObject<HTMLElement | null>
  readonly isWritable: boolean
  readonly toast: (text: string) => void
}

interface OpenFile {
  /** Asks for a file. */
  readonly choose: () => void
  /** What the board hears before Excalidraw does: Ctrl and O, and drops. */
  readonly hears: {
    readonly onKeyDownCapture: (event: KeyboardEvent<HTMLElement>) => void
    readonly onDropCapture: (event: DragEvent<HTMLElement>) => void
  }
  /** The question, while there is one. */
  readonly question: ReactNode
}

/** Drops that are Excalidraw's. */
const passed = new WeakSet<Event>()

/** A file that holds no drawing, given to Excalidraw: a picture. */
const passOn = (file: File, to: EventTarget, place: Pick<MouseEvent, 'clientX' | 'clientY'>): void => {
  const dataTransfer = new DataTransfer()
  dataTransfer.items.add(file)
  const drop = new globalThis.DragEvent('drop', { bubbles: true, cancelable: true, ...place, dataTransfer })
  passed.add(drop)
  to.dispatchEvent(drop)
}

const chooseFile = (chosen: (file: File) => void): void => {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.excalidraw,.json,.png,.svg'
  input.addEventListener('change', () => {
    const [file] = input.files ?? []
    if (file !== undefined) chosen(file)
  })
  input.click()
}

/** Opens drawings from files, by the menu, by Ctrl and O, and where they are dropped. */
export const useOpenFile = ({ api, board, isWritable, toast }: OpenFileOptions): OpenFile => {
  const [scene, setScene] = useState<SceneFile | null>(null)
  const drawing = () => board.current?.querySelector('.excalidraw') ?? null
  const put = (next: SceneFile) => {
    const element = drawing()
    if (api !== null && element !== null) putBeside(api, element, next)
  }
  const ask = (next: SceneFile) => (api?.getSceneElements().length === 0 ? put(next) : setScene(next))
  const choose = () =>
    chooseFile(async (file) => {
      const next = await readScene(file)
      if (next === null) toast(openedFileWords().noScene)
      else ask(next)
    })
  const onDropCapture = (event: DragEvent<HTMLElement>) => {
    const { nativeEvent, target, dataTransfer, clientX, clientY } = event
    const [file] = dataTransfer.files
    if (passed.has(nativeEvent) || file === undefined || (isWritable && !mayHoldScene(file))) return
    event.preventDefault()
    event.stopPropagation()
    if (isWritable)
      void readScene(file).then((next) =>
        next === null ? passOn(file, target, { clientX, clientY }) : ask(next),
      )
  }
  const onKeyDownCapture = (event: KeyboardEvent<HTMLElement>) => {
    const { key, ctrlKey, metaKey, altKey } = event
    if (!isWritable || key.toLowerCase() !== 'o' || altKey || !(ctrlKey || metaKey)) return
    event.preventDefault()
    event.stopPropagation()
    choose()
  }
  /** The keys are the board's again: a menu that was pressed has gone. */
  const close = () => {
    setScene(null)
    setTimeout(() => board.current?.querySelector<HTMLElement>('.excalidraw')?.focus())
  }
  const question = scene !== null && isWritable && (
    <OpenQuestion
      count={scene.elements.length}
      onClose={close}
      onPut={() => {
        close()
        put(scene)
      }}
    />
  )
  return { choose, hears: { onKeyDownCapture, onDropCapture }, question }
}
