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
import { lessonOf, type RoomLesson } from '../client/lesson.ts'
import { joinPresence, type PresenceRoom, reactionsOf, signalsOf } from '../client/presence.ts'
import { may } from '../shared/index.ts'
import { Behaviour } from './behaviour.ts'
import { Drawing } from './drawing.ts'
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
  /** The `Y.Text` that it types into; null for one that types nothing. It has a document where it types or draws. */
  readonly text: string | null
  /** The elements of Excalidraw that it draws into; null for one that draws nothing. */
  readonly board: string | null
  /** Something that it does is refused: why. */
  readonly refused: (why: string) => void
}

/** A person that nobody sits behind: a connection of its own, as anybody has. */
export class Bot {
  readonly #room: Room | PresenceRoom
  readonly #doc: Y.Doc | null
  readonly #text: Y.Text | null
  readonly #drawing: Drawing | null
  readonly #behaviour: Behaviour
  readonly #react: (emoji: string) => void
  readonly #lesson: RoomLesson
  /** When the lesson ended that was over as it came; null where one went on, undefined while that is not known. */
  #endBefore: number | null | undefined
  /** Where it types: what others write before it moves it along. */
  #at: Y.RelativePosition | null = null

  constructor(options: BotOptions) {
    const { url, room, name, token, random, environment, text, board, refused } = options
    this.#behaviour = new Behaviour(random, environment.nowMs(), {
      types: text !== null,
      draws: board !== null,
    })
    // On the pages of a room somebody who draws is at its whiteboard.
    const at = board === null ? {} : { at: 'board' }
    const presence = { name, ...this.#behaviour.place, ...at }
    if (text === null && board === null) {
      const joined = joinPresence(url, room, { token, environment, presence })
      const reactions = reactionsOf(joined)
      this.#react = (emoji) => told(reactions.send(emoji), refused)
      this.#room = joined
      this.#lesson = lessonOf({ welcome: joined.welcome, signals: signalsOf(joined) })
      this.#doc = null
      this.#text = null
      this.#drawing = null
    } else {
      const joined = joinRoom(url, room, { token, environment, presence })
      this.#react = (emoji) => told(joined.reactions.send(emoji), refused)
      this.#room = joined
      this.#lesson = lessonOf(joined)
      this.#doc = joined.doc
      this.#text = text === null ? null : joined.doc.getText(text)
      this.#drawing = board === null ? null : new Drawing(joined, board, () => this.#mayWrite)
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
      if (act.kind === 'place') this.#place(act.x, act.y)
      else if (act.kind === 'hand') this.#room.self.set({ hand: act.isUp || undefined })
      else if (act.kind === 'react') this.#react(act.emoji)
      else if (act.kind === 'type') this.#type(act.text)
      else if (this.#mayWrite) this.#drawing?.draw(act.stroke)
    }
  }

  /** Whether a host has ended the lesson since it came, and asked everyone to leave. */
  isSentHome(): boolean {
    const { isLoaded, ended } = this.#lesson.state.get()
    if (!isLoaded) return false
    if (this.#endBefore === undefined) this.#endBefore = ended?.atMs ?? null
    return ended?.leave === true && ended.atMs !== this.#endBefore
  }

  leave(): void {
    this.#room.leave()
    this.#doc?.destroy()
  }

  get #mayWrite(): boolean {
    return may(this.#room.welcome.get()?.identity ?? { role: 'member' }, 'write')
  }

  #place(x: number, y: number): void {
    if (this.#drawing === null) this.#room.self.set({ x, y })
    else this.#drawing.point(x, y)
  }

  #type(letters: string): void {
    const [doc, text] = [this.#doc, this.#text]
    if (doc === null || text === null || text.length > MOST_TEXT || !this.#mayWrite) return
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
