import { X } from 'lucide-react'
import { type ReactNode, useEffect, useId, useRef } from 'react'
import { useWords } from '../common/words/index.ts'

interface SideProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A panel beside the drawing, which stays usable; on a narrow page it is below. Escape closes it, but for what takes Escape itself. */
export const Side = ({ title, onClose, children }: SideProps) => {
  const { page } = useWords()
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  useEffect(() => heading.current?.focus(), [])
  return (
    <section
      className="beside"
      aria-labelledby={id}
      onKeyDown={({ key, defaultPrevented }) => {
        if (key === 'Escape' && !defaultPrevented) onClose()
      }}
    >
      <div className="panel-head">
        <h2 id={id} ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button className="quiet icon" type="button" aria-label={page.close} onClick={onClose}>
          <X />
        </button>
      </div>
      <div className="beside-body">{children}</div>
    </section>
  )
}
