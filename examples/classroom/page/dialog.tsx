import { type ReactNode, useEffect, useId, useRef } from 'react'

export interface DialogProps {
  readonly title: string
  /** Null for a dialog that has to be answered. */
  readonly onClose: (() => void) | null
  readonly children: ReactNode
}

/** A modal dialog: the browser keeps the focus inside, returns it afterwards, and closes the dialog at Escape. */
export const Dialog = ({ title, onClose, children }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys have Escape and the button
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
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
            <button className="quiet icon" type="button" aria-label="Close" onClick={onClose}>
              <span aria-hidden="true">✕</span>
            </button>
          )}
        </div>
        {children}
      </div>
    </dialog>
  )
}
