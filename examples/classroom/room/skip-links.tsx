import type { MouseEvent } from 'react'
import { useWords } from '../../common/words/index.ts'
import { useClassroom } from './classroom-context.tsx'
import { goTo } from './go-to.ts'
import type { Tab } from './tab.ts'

const TABS = ['room', 'people', 'chat'] as const

/** Seen when the keyboard comes to them: the ways past all that stands between. */
export const SkipLinks = () => {
  const { tabs } = useClassroom()
  const { room } = useWords()
  const go = (event: MouseEvent, tab: Tab) => {
    // An address of its own would be an entry of the history.
    event.preventDefault()
    goTo(tab, tabs)
  }
  return (
    <nav className="skip" aria-label={room.skip}>
      {TABS.map((tab) => (
        <a key={tab} href={`#${tab}`} onClick={(event) => go(event, tab)}>
          {room.skipTo[tab]}
        </a>
      ))}
    </nav>
  )
}
