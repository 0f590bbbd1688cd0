import { type Text, type Transaction, UndoManager, type YTextEvent } from 'yjs'
import { changeBetween, type Delta, pointAfter, type Span, shownText, spansAfter } from './text-change.ts'
import { bindUndo } from './text-undo.ts'

/**
 * Keeps a textarea and a Y.Text the same, and the caret where the person left it. Returns the unbinding.
 *
 * While an input method composes, nothing is written either way, since touching the textarea would break
 * the composition off. What comes from others meanwhile is collected, and the composed change is carried
 * over it when it is done.
 */
export const bindText = (area: HTMLTextAreaElement, text: Text): (() => void) => {
  const listening = new AbortController()
  const { signal } = listening
  // What this binding writes is told apart from everything else by this origin.
  const own = { area }
  /** What the textarea showed when it and the text were last in step. */
  let shown = shownText(text)
  let composing = false
  /** What came from others since then. */
  let heard: Delta[] = []
  area.value = shown

  const show = (selection: Span): void => {
    shown = shownText(text)
    heard = []
    if (area.value === shown) return
    const { scrollTop, selectionDirection } = area
    area.value = shown
    area.setSelectionRange(selection.start, selection.end, selectionDirection)
    area.scrollTop = scrollTop
  }

  const write = (): void => {
    const change = changeBetween(shown, area.value, area.selectionEnd)
    const caretInChange = area.selectionEnd - change.index
    const removed = heard.reduce<Span[]>(
      (spans, delta) => spans.flatMap((span) => spansAfter(span, delta)),
      [{ start: change.index, end: change.index + change.remove }],
    )
    const index = heard.reduce((point, delta) => pointAfter(point, delta), change.index)
    text.doc?.transact(() => {
      for (const { start, end } of removed.toReversed()) text.delete(start, end - start)
      if (change.insert !== '') text.insert(index, change.insert)
    }, own)
    const caret = index + caretInChange
    show({ start: caret, end: caret })
  }

  const onText = (event: YTextEvent, transaction: Transaction): void => {
    if (transaction.origin === own) return
    const delta: Delta = event.delta
    if (composing) {
      heard.push(delta)
      return
    }
    show({ start: pointAfter(area.selectionStart, delta), end: pointAfter(area.selectionEnd, delta) })
  }

  area.addEventListener(
    'compositionstart',
    () => {
      composing = true
    },
    { signal },
  )
  area.addEventListener(
    'compositionend',
    () => {
      composing = false
      write()
    },
    { signal },
  )
  area.addEventListener(
    'input',
    () => {
      if (!composing) write()
    },
    { signal },
  )
  text.observe(onText)
  const undo = new UndoManager(text, { trackedOrigins: new Set([own]) })
  bindUndo(area, undo, signal)

  return () => {
    listening.abort()
    text.unobserve(onText)
    undo.destroy()
    area.value = ''
  }
}
