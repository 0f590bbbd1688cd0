import * as Y from 'yjs'
import {
  type Environment,
  joinRoom,
  type ReadonlyStore,
  type Room,
  type SendResult,
  type Status,
  type TokenSource,
} from '../client/index.ts'
import { joinPresence, type PresenceRoom, reactionsOf } from '../client/presence.ts'
import { may } from '../shared/index.ts'
import { Behaviour } from './behaviour.ts'
import type { Random } from './random.ts'

/** Longer texts cost more than they show. */
const MOST_TEXT = 20_000

export interface BotOptions {
  readonly url: string
  readonly room: string
  readonly name: string
  readonly token: TokenSource | undefined
  readonly random: Random
  readonly environment: Environment
  /** The `Y.Text` that it types into; null for one that types nothing, and has no document. */
  readonly text: string | null
  /** Something that it does is refused: why. */
  readonly refused: (why: string) => void
}

/** A person that nobody sits behind: a connection of its own, as anybody has. */
export class Bot {
  readonly #room: Room | PresenceRoom
  readonly #doc: Y.Doc | null
  readonly #text: Y.Text | null
  readonly #behaviour: Behaviour
  readonly #react: (emoji: string) => void
  /** Where it types: what others write before it moves it along. */
  #at: Y.RelativePosition | null = null

  constructor(options: BotOptions) {
    const { url, room, name, token, random, environment, text, refused } = options
    this.#behaviour = new Behaviour(random, environment.nowMs(), { types: text !== null })
    const presence = { name, ...this.#behaviour.place }
    if (text === null) {
      const joined = joinPresence(url, room, { token, environment, presence })
      const reactions = reactionsOf(joined)
      this.#react = (emoji) => told(reactions.send(emoji), refused)
      this.#room = joined
      this.#doc = null
      this.#text = null
    } else {
      const joined = joinRoom(url, room, { token, environment, presence })
      this.#react = (emoji) => told(joined.reactions.send(emoji), refused)
      this.#room = joined
      this.#doc = joined.doc
      this.#text = joined.doc.getText(text)
    }
    this.#room.notice.subscribe((notice) => notice && refused(notice.text))
  }

  get status(): ReadonlyStore<Status> {
    return this.#room.status
  }

  /** Does what its time has come for. */
  step(nowMs: number): void {
    if (this.status.get().state !== 'connected') return
    for (const act of this.#behaviour.acts(nowMs)) {
      if (act.kind === 'place') this.#room.self.set({ x: act.x, y: act.y })
      else if (act.kind === 'hand') this.#room.self.set({ hand: act.isUp || undefined })
      else if (act.kind === 'react') this.#react(act.emoji)
      else this.#type(act.text)
    }
  }

  leave(): void {
    this.#room.leave()
    this.#doc?.destroy()
  }

  #type(letters: string): void {
    const [doc, text, identity] = [this.#doc, this.#text, this.#room.welcome.get()?.identity]
    if (doc === null || text === null || text.length > MOST_TEXT) return
    if (identity !== undefined && !may(identity, 'write')) return
    const found = this.#at && Y.createAbsolutePositionFromRelativePosition(this.#at, doc)
    const index = found?.index ?? text.length
    text.insert(index, letters)
    this.#at = Y.createRelativePositionFromTypeIndex(text, index + letters.length, -1)
  }
}

const told = (sent: SendResult, refused: (why: string) => void): void => {
  if (!sent.ok) refused(sent.fault.message)
}

/** Whether it will never be let in, or is out for good. */
export const isOver = ({ state }: Status): boolean => state === 'closed' || state === 'room-reset'
