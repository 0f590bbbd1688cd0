import { Hand, type LucideIcon, MessageSquare, NotebookPen, Presentation, Users } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, Suspense, useId } from 'react'
import { Chat } from '../../common/chat/chat-panel.tsx'
import { useUnread } from '../../common/chat/use-unread.ts'
import { useWords } from '../../common/words/index.ts'
import { Board } from '../board/board.tsx'
import { HandQueue } from '../gestures/hand-queue.tsx'
import { RemovedList } from '../host/late-removed-list.tsx'
import { WatchingList } from '../host/late-watching-list.tsx'
import { PeopleList } from '../people/people-list.tsx'
import { useClassroom, usePeopleCount, useReadable, useRights } from './classroom-context.tsx'
import type { Tab } from './tab.ts'
import { useIsNarrow, useTab } from './use-tab.ts'

/** The id of the room's own part of the page, which its tab names. */
export const PLACE = 'place'

/** What is beside the room: people with their hands, the chat, the notes. Each has the whole height. */
export const Side = ({ name }: { name: string }) => {
  const { isHost } = useRights()
  const id = useId()
  const shown = useTab()
  const words = useWords().room
  const panelOf = (tab: Tab) => (tab === 'room' ? PLACE : `${id}-${tab}`)
  return (
    <div className="side">
      <TabList panelOf={panelOf} shown={shown} />
      <Panel id={panelOf('people')} label={words.people} isShown={shown === 'people'}>
        <HandQueue />
        <PeopleList room={name} />
        {isHost && (
          <div className="people-more">
            <Suspense>
              <WatchingList room={name} />
              <RemovedList />
            </Suspense>
          </div>
        )}
      </Panel>
      <Panel id={panelOf('chat')} label={words.chat} isShown={shown === 'chat'}>
        <Chat />
      </Panel>
      <Panel id={panelOf('notes')} label={words.notes} isShown={shown === 'notes'}>
        <Board />
      </Panel>
    </div>
  )
}

interface PanelProps {
  readonly id: string
  readonly label: string
  readonly isShown: boolean
  readonly children: ReactNode
}

/** A panel that is not shown stays in the page: what was typed there is kept. */
const Panel = ({ id, label, isShown, children }: PanelProps) => (
  <div className="tab-panel" id={id} role="tabpanel" aria-label={label} data-shown={isShown}>
    {children}
  </div>
)

/** How to get from a tab to another, by keys as the WAI-ARIA practices have them. */
const nextIndex = (key: string, index: number, count: number): number | null => {
  if (key === 'ArrowRight') return (index + 1) % count
  if (key === 'ArrowLeft') return (index + count - 1) % count
  if (key === 'Home') return 0
  return key === 'End' ? count - 1 : null
}

interface TabListProps {
  readonly panelOf: (tab: Tab) => string
  readonly shown: Tab
}

const TabList = ({ panelOf, shown }: TabListProps) => {
  const { tabs, cast } = useClassroom()
  const { hands } = useReadable(cast)
  const count = usePeopleCount()
  const isNarrow = useIsNarrow()
  const words = useWords().room
  const all: readonly TabProps[] = [
    ...(isNarrow ? [{ tab: 'room', label: words.room, Icon: Presentation } as const] : []),
    { tab: 'people', label: words.people, Icon: Users, count, hands: hands.length },
    { tab: 'chat', label: words.chat, Icon: MessageSquare, unread: useUnread() },
    { tab: 'notes', label: words.notes, Icon: NotebookPen },
  ]
  const keyed = (event: KeyboardEvent<HTMLDivElement>) => {
    const index = all.findIndex(({ tab }) => tab === shown)
    const next = nextIndex(event.key, index, all.length)
    if (next === null || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const tab = all[next]?.tab
    if (tab !== undefined) tabs.show(tab)
    event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus()
  }
  return (
    <div className="tabs" role="tablist" aria-label={words.tabs} onKeyDown={keyed}>
      {all.map((one) => (
        <TabButton
          key={one.tab}
          {...one}
          panel={panelOf(one.tab)}
          isShown={one.tab === shown}
          onShow={() => tabs.show(one.tab)}
        />
      ))}
    </div>
  )
}

interface TabProps {
  readonly tab: Tab
  readonly label: string
  readonly Icon: LucideIcon
  /** How many people there are. */
  readonly count?: number
  /** How many messages were not read. */
  readonly unread?: number
  /** How many hands are up. */
  readonly hands?: number
}

interface TabButtonProps extends TabProps {
  readonly panel: string
  readonly isShown: boolean
  readonly onShow: () => void
}

const TabButton = ({
  label,
  Icon,
  count = 0,
  unread = 0,
  hands = 0,
  panel,
  isShown,
  onShow,
}: TabButtonProps) => {
  const { number, chat, room, people } = useWords()
  return (
    <button
      type="button"
      role="tab"
      aria-selected={isShown}
      aria-controls={panel}
      tabIndex={isShown ? 0 : -1}
      onClick={onShow}
    >
      <Icon />
      <span className="tab-label">{label}</span>
      {count > 0 && <span className="number">{number(count)}</span>}
      {unread > 0 && (
        <span className="number new">
          <span aria-hidden="true">{number(unread)}</span>
          <span className="unseen">{chat.unread(unread)}</span>
        </span>
      )}
      {hands > 0 && (
        <span className="number raised">
          <Hand />
          <span aria-hidden="true">{number(hands)}</span>
          {/* Else the two numbers would be read as one. */}
          <span className="unseen">
            {people.comma}
            {room.handsUp(hands)}
          </span>
        </span>
      )}
    </button>
  )
}
