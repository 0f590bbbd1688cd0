import { type ComponentProps, useId } from 'react'
import type { Off } from './rights.ts'
import { useRoomState } from './room-context.tsx'

export interface ControlProps extends Omit<ComponentProps<'button'>, 'disabled' | 'onClick'> {
  /** Why the button is off. */
  readonly off: Off
  readonly onClick: () => void
}

/**
 * A button that says why it is off. Unlike a disabled one it can still be reached by the keyboard and by screen readers,
 * and a press shows the reason as a toast.
 */
export const Control = ({ off, onClick, children, ...others }: ControlProps) => {
  const { news } = useRoomState()
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
