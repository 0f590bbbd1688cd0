import type { Room } from 'homeroom/client'
import type { News } from '../news/news.ts'
import { words } from '../words/index.ts'
import { type Refused, refusalInWords } from '../words/refusal.ts'

/** The signal that asks this person's other tabs to lower their hand, too: one raised hand counts for all. */
const OWN_HAND_DOWN = 'own-hand-down'

/** What this person shows: a hand, which stays up until it is lowered, and reactions, which pass. */
export interface Gestures {
  setHand(isUp: boolean): void
  react(emoji: string): void
  stop(): void
}

export interface GesturesOptions {
  readonly news: News
  /** Whether this person was called on a moment ago: the page says so, and a lowered hand is no news then. */
  readonly isSelfCalled: () => boolean
}

/** The call that lowers a hand may come after it, from another relay. */
const CALL_MS = 500

/** The relay and the client have one code for all that is no signal; here it is what was typed. */
const whyNot = (refused: Refused): string =>
  refused.code === 'bad-signal' ? words().gestures.oneEmoji : refusalInWords(refused)

export const createGestures = (
  room: Pick<Room, 'self' | 'people' | 'reactions' | 'signals'>,
  { news, isSelfCalled }: GesturesOptions,
): Gestures => {
  let isUp = room.self.get().hand === true
  let emoji = ''
  let lowering: ReturnType<typeof setTimeout> | undefined

  const onSelf = ({ hand }: { readonly hand?: boolean }) => {
    if (isUp && hand !== true) lowering = setTimeout(lowered, CALL_MS)
    isUp = hand === true
  }

  const lowered = () => {
    if (!isSelfCalled()) news.toast('hand', words().gestures.lowered)
  }

  const ownPerson = () => room.people.get().find(({ isSelf }) => isSelf)

  const showHand = (hand: boolean) => {
    isUp = hand
    room.self.set({ hand })
  }

  /** The avatar shows a reaction for as long as the room counts it. Presence has it for stock clients, which know no signals. */
  const onReactions = () => {
    if (emoji === '') return
    const key = ownPerson()?.key
    const own = room.reactions.get().find((reaction) => reaction.emoji === emoji)
    if (key !== undefined && own?.keys.includes(key)) return
    emoji = ''
    room.self.set({ emoji })
  }

  const undo = [
    room.self.subscribe(onSelf),
    room.reactions.subscribe(onReactions),
    room.signals.on(OWN_HAND_DOWN, ({ from }) => {
      if (from.person?.isSelf) showHand(false)
    }),
  ]
  return {
    setHand(hand) {
      showHand(hand)
      const person = ownPerson()
      if (!hand && person !== undefined && person.clientIds.length > 1)
        room.signals.send(OWN_HAND_DOWN, null, { to: person })
    },
    react(given) {
      const sent = room.reactions.send(given)
      if (!sent.ok) return news.toast('own', whyNot(sent.fault))
      emoji = given
      room.self.set({ emoji })
    },
    stop() {
      clearTimeout(lowering)
      for (const unsubscribe of undo) unsubscribe()
    },
  }
}
