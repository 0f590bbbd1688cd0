import { type ReactNode, useState } from 'react'
import { Dialog } from '../common/page/dialog.tsx'

interface ConfirmedButtonProps {
  /** What the button does, in a word. */
  readonly action: string
  /** The same, with what it does it to. */
  readonly label: string
  readonly isDanger: boolean
  /** What comes of it. */
  readonly children: ReactNode
  readonly onConfirm: () => void
}

/** A button that asks before it does something. */
export const ConfirmedButton = ({ action, label, isDanger, children, onConfirm }: ConfirmedButtonProps) => {
  const [isAsking, setIsAsking] = useState(false)
  const kind = isDanger ? 'danger' : 'primary'
  return (
    <>
      <button
        className={isDanger ? 'small danger' : 'small'}
        type="button"
        aria-label={label}
        onClick={() => setIsAsking(true)}
      >
        {action}
      </button>
      {isAsking && (
        <Dialog title={`${label}?`} onClose={() => setIsAsking(false)}>
          <p>{children}</p>
          <div className="row">
            <button
              className={kind}
              type="button"
              onClick={() => {
                setIsAsking(false)
                onConfirm()
              }}
            >
              {action}
            </button>
            <button type="button" onClick={() => setIsAsking(false)}>
              Cancel
            </button>
          </div>
        </Dialog>
      )}
    </>
  )
}
