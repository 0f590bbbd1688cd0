import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useId, useRef, useState } from 'react'

interface FoldProps {
  readonly label: string
  readonly Icon: LucideIcon
  readonly children: ReactNode
}

/** Controls in a row; on a narrow page they are behind one button, and open above it. */
export const Fold = ({ label, Icon, children }: FoldProps) => {
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it closes at Escape, and when the focus leaves it
    <div
      className="fold"
      data-open={isOpen}
      onKeyDown={({ key }) => {
        if (key !== 'Escape' || !isOpen) return
        setIsOpen(false)
        button.current?.focus()
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        // A dialog that opens from here takes the focus, and gives it back.
        if (relatedTarget instanceof Element && !currentTarget.contains(relatedTarget)) setIsOpen(false)
      }}
    >
      <button
        ref={button}
        className="fold-button icon"
        type="button"
        aria-label={label}
        data-tip={label}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon />
      </button>
      <div className="fold-content" id={id}>
        {children}
      </div>
    </div>
  )
}
