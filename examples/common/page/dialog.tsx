import { X } from 'lucide-react'
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { useWords } from '../words/index.ts'

export interface DialogProps {
  readonly title: string
  /** Null for a dialog that has to be answered. */
  readonly onClose: (() => void) | null
  readonly children: ReactNode
}

/** What had the focus before the first of several dialogs that follow each other. */
let opener: HTMLElement | null = null
/** The controls beside it, the next one first: it may be gone when the dialog closes. */
let beside: readonly HTMLElement[] = []

const controlsBeside = (control: HTMLElement): readonly HTMLElement[] => {
  const all = [...(control.parentElement?.querySelectorAll<HTMLElement>('button, a[href]') ?? [])]
  const at = all.indexOf(control)
  return [...all.slice(at + 1), ...all.slice(0, Math.max(0, at)).reverse()]
}

/** Its own cleanup runs before the page is drawn without the opener: then the next control has the focus. */
const giveBack = (): void => {
  opener?.focus()
  queueMicrotask(() => {
    if (opener?.isConnected === false) beside.find(({ isConnected }) => isConnected)?.focus()
  })
}

/**
 * A modal dialog: the browser keeps the focus inside, and closes the dialog at Escape. What has `data-first` has the focus at once.
 * Afterwards what opened it has the focus again, or the control beside it where that is gone.
 */
export const Dialog = ({ title, onClose, children }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  const { page } = useWords()
  // Before anything else happens: a key that is pressed next goes into it.
  useLayoutEffect(() => {
    const element = dialog.current
    const active = document.activeElement
    if (active instanceof HTMLElement && active !== document.body && active.closest('dialog') === null) {
      opener = active
      beside = controlsBeside(active)
    }
    element?.showModal()
    element?.querySelector<HTMLElement>('[data-first]')?.focus()
    return () => {
      element?.close()
      giveBack()
    }
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys have Escape and the button
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        // What fills the screen ends first, and the dialog stays.
        if (document.fullscreenElement === null) onClose?.()
        else void document.exitFullscreen()
      }}
      onClose={({ currentTarget }) => {
        // After repeated presses of Escape the browser closes a dialog by itself.
        if (currentTarget.isConnected && onClose === null) currentTarget.showModal()
      }}
      onClick={({ target, currentTarget }) => {
        // A click on the backdrop hits the dialog itself; a click inside hits the box.
        if (target === currentTarget) onClose?.()
      }}
    >
      <div className="dialog-box">
        <div className="dialog-head">
          <h2 id={heading}>{title}</h2>
          {onClose !== null && (
            <button className="quiet icon" type="button" aria-label={page.close} onClick={onClose}>
              <X />
            </button>
          )}
        </div>
        {children}
      </div>
    </dialog>
  )
}
