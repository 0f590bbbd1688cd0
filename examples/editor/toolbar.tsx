import type { LucideIcon } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import type { Off } from '../common/room/rights.ts'

export interface Tool {
  readonly id: string
  readonly label: string
  readonly Icon: LucideIcon
  /** The keys that do the same, as a browser names them: `Control+B`. */
  readonly keys?: string
  /** Whether it is on; left out where it is nothing that is on or off. */
  readonly isOn?: boolean
  /** Why it does nothing now. */
  readonly off?: Off
  readonly act: () => void
}

interface ToolbarProps {
  readonly label: string
  /** By what belongs together. */
  readonly groups: readonly (readonly Tool[])[]
  readonly children?: ReactNode
}

/** How to get from a tool to another, by keys as the WAI-ARIA practices have them. */
const nextIndex = (key: string, index: number, count: number, isMirrored: boolean): number | null => {
  const step = isMirrored ? -1 : 1
  if (key === 'ArrowRight') return (index + count + step) % count
  if (key === 'ArrowLeft') return (index + count - step) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}

/** Tools in a row, one stop of the Tab key: the arrow keys go from one to the next. */
export const Toolbar = ({ label, groups, children }: ToolbarProps) => {
  const all = groups.flat()
  const [focused, setFocused] = useState<string>()
  // A tool that has gone is no stop of the Tab key.
  const current = all.some(({ id }) => id === focused) ? focused : all[0]?.id
  const keyed = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return
    const buttons: (Element | null)[] = [...event.currentTarget.querySelectorAll('[data-tool]')]
    const index = buttons.indexOf(document.activeElement)
    const isMirrored = getComputedStyle(event.currentTarget).direction === 'rtl'
    const next = index < 0 ? null : nextIndex(event.key, index, buttons.length, isMirrored)
    if (next === null) return
    event.preventDefault()
    const button = buttons[next]
    if (button instanceof HTMLElement) button.focus()
  }
  return (
    <div className="document-toolbar">
      <div role="toolbar" aria-label={label} className="tools" onKeyDown={keyed}>
        {groups.map((tools) => (
          <div className="tool-group" key={tools[0]?.id}>
            {tools.map((tool) => (
              <ToolButton
                key={tool.id}
                tool={tool}
                isStop={tool.id === current}
                onFocus={() => setFocused(tool.id)}
              />
            ))}
          </div>
        ))}
      </div>
      {children}
    </div>
  )
}

interface ToolButtonProps {
  readonly tool: Tool
  readonly isStop: boolean
  readonly onFocus: () => void
}

const ToolButton = ({
  tool: { id, label, Icon, keys, isOn, off = null, act },
  isStop,
  onFocus,
}: ToolButtonProps) => (
  <button
    className="quiet icon tool"
    type="button"
    data-tool={id}
    tabIndex={isStop ? 0 : -1}
    aria-label={label}
    aria-keyshortcuts={keys}
    title={keys === undefined ? label : `${label} (${keys.replace('Control', 'Ctrl')})`}
    {...(isOn !== undefined && { 'aria-pressed': isOn })}
    {...(off !== null && { 'aria-disabled': true, title: off })}
    onFocus={onFocus}
    // The text keeps its focus and its selection while a mouse presses.
    onMouseDown={(event) => event.preventDefault()}
    onClick={() => off === null && act()}
  >
    <Icon />
  </button>
)
