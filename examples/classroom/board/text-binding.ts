import { type Text, type Transaction, UndoManager, type YTextEvent } from 'yjs'
import { changeBetween, type Delta, pointAfter, type Span, shownText, spansAfter } from './text-change.ts'

/**
 * Keeps a textarea and a Y.Text equal, and the caret where the person left it. Returns a function that ends the binding.
 *
 * While an input method composes, neither side is written: touching the textarea would end the composition. Changes by
 * others are collected meanwhile, and the composed change is moved past them when it is done.
 */
export const bindText = (area: HTMLTextAreaElement, text: Text): (() => void) => {
  const listening = new AbortController()
  const { signal } = listening
  /** The origin that tells this binding's own changes from all others. */
  const own = { area }
  const mirror = createMirror(area, text, own)
  let composing = false

  const onText = (event: YTextEvent, transaction: Transaction): void => {
    if (transaction.origin === own) return
    if (composing) mirror.hear(event.delta)
    else
      mirror.show({
        start: pointAfter(area.selectionStart, event.delta),
        end: pointAfter(area.selectionEnd, event.delta),
      })
  }

  const listen = (type: string, listener: () => void): void =>
    area.addEventListener(type, listener, { signal })
  listen('compositionstart', () => {
    composing = true
  })
  listen('compositionend', () => {
    composing = false
    mirror.write()
  })
  listen('input', () => {
    if (!composing) mirror.write()
  })
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

/** Moves changes between a textarea and a text that may have changed since the textarea last showed it. */
const createMirror = (area: HTMLTextAreaElement, text: Text, origin: object) => {
  /** What the textarea showed when it and the text were last equal. */
  let shown = shownText(text)
  /** Changes by others since then. */
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

  return {
    /** Shows the text with this selection. */
    show,
    /** Collects a change by others that is not shown yet. */
    hear(delta: Delta): void {
      heard.push(delta)
    },
    /** Writes what was typed into the text. */
    write(): void {
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
      }, origin)
      const caret = index + caretInChange
      show({ start: caret, end: caret })
    },
  }
}

/** Undo and redo of this person's own changes. A browser forgets its own undo steps as soon as somebody else changes the text. */
const bindUndo = (area: HTMLTextAreaElement, manager: UndoManager, signal: AbortSignal): void => {
  const steps: Readonly<Record<string, () => void>> = {
    historyUndo: () => manager.undo(),
    historyRedo: () => manager.redo(),
  }

  const take = (event: Event, step: string): void => {
    event.preventDefault()
    steps[step]?.()
  }

  area.addEventListener(
    'keydown',
    (event) => {
      if (event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return
      const key = event.key.toLowerCase()
      if (key === 'z') take(event, event.shiftKey ? 'historyRedo' : 'historyUndo')
      else if (key === 'y') take(event, 'historyRedo')
    },
    { signal },
  )
  // From a menu or a gesture, without keys.
  area.addEventListener(
    'beforeinput',
    (event) => {
      if (event.inputType in steps) take(event, event.inputType)
    },
    { signal },
  )
}
