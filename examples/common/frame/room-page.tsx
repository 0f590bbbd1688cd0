import { type ReactNode, Suspense } from 'react'
import { ChatButton } from '../chat/chat-button.tsx'
import { ChatPlaceProvider } from '../chat/chat-place.tsx'
import { ResetDialog } from '../connection/late-reset.tsx'
import { StateLine } from '../connection/state-line.tsx'
import { CrowdWatch } from '../crowd/crowd-watch.tsx'
import { HandAndReactions } from '../gestures/hand-and-reactions.tsx'
import { NextHand } from '../gestures/next-hand.tsx'
import { ReactionCloud } from '../gestures/reaction-cloud.tsx'
import { HostTools } from '../host/late-host-tools.tsx'
import { LeadLine } from '../host/lead-line.tsx'
import { KitMenu } from '../kit/kit-menu.tsx'
import { CheckView, LessonOver } from '../kit/late-views.tsx'
import { LiveRegion, Toasts } from '../news/news-view.tsx'
import type { Kind } from '../page/address.ts'
import { KindLinks } from '../page/kind-links.tsx'
import { late } from '../page/late.tsx'
import { PartNotLoaded } from '../page/part-not-loaded.tsx'
import { OpenedRoom } from '../room/room-context.tsx'
import { openRoomState, type RoomState } from '../room/room-state.ts'
import { VisitedRoom, type VisitProps } from '../room/visited-room.tsx'
import { WaitingProvider } from '../waiting/waiting-context.tsx'
import { useWords } from '../words/index.ts'
import { FrameHeader } from './frame-header.tsx'
import { PeopleButton } from './people-button.tsx'
import { useChatBeside } from './use-chat-beside.ts'

interface RoomPageProps extends VisitProps {
  readonly kind: Exclude<Kind, 'class'>
  /** Where the page has a place of its own for the versions of the room; else they are a dialog. */
  readonly onVersions?: () => void
  /** How seldom people tell where they are, in ms. */
  readonly throttleMs?: number
  readonly children: (state: RoomState) => ReactNode
}

const ChatSide = late(async () => (await import('../chat/chat-side.tsx')).ChatSide, PartNotLoaded)

/** A room that is one thing on the whole page, in the frame that all kinds share: its people, their hands, and what is saved. */
export const RoomPage = ({ kind, onVersions, throttleMs, children, ...visiting }: RoomPageProps) => {
  const { visit, tab, onLeave } = visiting
  const { room: name } = visit
  const { gestures, places } = useWords()
  const chat = useChatBeside()
  return (
    <VisitedRoom
      {...visiting}
      space="free"
      throttleMs={throttleMs}
      presence={{ at: kind, sitter: tab.sitter }}
    >
      <OpenedRoom open={(room) => openRoomState({ room, name, tab, kind })}>
        {(state) => (
          <WaitingProvider name={name}>
            <ChatPlaceProvider value={chat}>
              <div className="room frame" data-chat={chat.isShown}>
                <FrameHeader room={name} onLeave={onLeave} {...(onVersions && { onVersions })} />
                <section className="bar" aria-label={gestures.controls}>
                  <KindLinks room={name} shown={kind} />
                  <ChatButton onClose={chat.close} />
                  <PeopleButton />
                  {/* Single keys are for what is shown, and letters for its text. */}
                  <HandAndReactions hasKeys={false} forHosts={<NextHand />} />
                  <HostTools />
                  <KitMenu name={name} />
                </section>
                <StateLine />
                <LeadLine room={name} />
                <main aria-label={places.kinds[kind]}>
                  {children(state)}
                  <ReactionCloud />
                  <Suspense>
                    <CheckView name={name} />
                  </Suspense>
                </main>
                <Suspense>{chat.wasShown && <ChatSide onClose={chat.close} />}</Suspense>
                <Suspense>
                  <LessonOver name={name} isBack={visit.isBack} />
                </Suspense>
                <ResetDialog name={name} />
                <Toasts />
                <LiveRegion />
                <CrowdWatch />
              </div>
            </ChatPlaceProvider>
          </WaitingProvider>
        )}
      </OpenedRoom>
    </VisitedRoom>
  )
}
