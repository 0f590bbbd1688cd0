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
  /** This person is called on, which lowers their hand: that is no news beside the call. */
  called(): void
  stop(): void
}

/** A call comes right behind the hand that it lowers; over several relays not quite. */
const CALL_MS = 500

/** The relay and the client have one code for all that is no signal; here it is what was typed. */
const whyNot = (refused: Refused): string =>
  refused.code === 'bad-signal' ? words().gestures.oneEmoji : refusalInWords(refused)

export const createGestures = (
  room: Pick<Room, 'self' | 'people' | 'reactions' | 'signals'>,
  news: News,
): Gestures => {
  let isUp = room.self.get().hand === true
  let emoji = ''
  /** The news of a lowered hand, as long as a call may take it away. */
  let lowering: ReturnType<typeof setTimeout> | undefined

  const onSelf = ({ hand }: { readonly hand?: boolean }) => {
    if (isUp && hand !== true)
      lowering = setTimeout(() => news.toast('hand', words().gestures.lowered), CALL_MS)
    isUp = hand === true
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
    called: () => clearTimeout(lowering),
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
