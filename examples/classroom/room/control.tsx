import { type ComponentProps, useId } from 'react'
import { useClassroom } from './classroom-context.tsx'
import type { Off } from './rights.ts'

export interface ControlProps extends Omit<ComponentProps<'button'>, 'disabled' | 'onClick'> {
  /** Why the button is off. */
  readonly off: Off
  readonly onClick: () => void
}

/**
 * A button that says why it is off: it keeps the focus and its place for the keyboard and for screen readers, which a
 * disabled one does not, and answers a press with the reason.
 */
export const Control = ({ off, onClick, children, ...others }: ControlProps) => {
  const { news } = useClassroom()
  const reason = useId()
  return (
    <>
      <button
        type="button"
        {...others}
        {...(off !== null && { 'aria-disabled': true, 'aria-describedby': reason, title: off })}
        onClick={() => (off === null ? onClick() : news.toast('own', off))}
      >
        {children}
      </button>
      {off !== null && (
        <span className="unseen" id={reason}>
          {off}
        </span>
      )}
    </>
  )
}
