import { type ReactNode, useEffect, useId, useRef } from 'react'

export interface DialogProps {
  readonly title: string
  /** Null where it has to be answered. */
  readonly onClose: (() => void) | null
  readonly children: ReactNode
}

/** A modal dialog: the browser holds the focus in it, gives it back, and closes it at Escape. */
export const Dialog = ({ title, onClose, children }: DialogProps) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => element?.close()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: for keys there are Escape and the button
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose?.()
      }}
      onClose={({ currentTarget }) => {
        // A browser closes a dialog by itself when Escape is pressed again and again.
        if (currentTarget.isConnected && onClose === null) currentTarget.showModal()
      }}
      onClick={({ target, currentTarget }) => {
        // The backdrop belongs to the dialog; what lies in it, to the box within.
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
