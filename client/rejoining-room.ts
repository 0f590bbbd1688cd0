import { systemEnvironment } from './environment.ts'
import { fenced } from './fence.ts'
import { accessOf, withAccess } from './relay-access.ts'
import { joinRoom } from './room.ts'
import type { Room, RoomOptions } from './room-api.ts'
import type { ReadonlyStore } from './store.ts'

/** Begins to hear of something in a room; gives what ends it. */
type Hear = (room: Room) => () => void

/**
 * A room for a component, which holds on to it for as long as it is shown. Where its copy was dropped it is joined again by itself, as it
 * is then, and with a new document: a document of the app's own would bring what was dropped. Stores, events and signals go on, of the
 * room as it is now; `doc`, `awareness` and `provider` are other ones when `status` is `connecting` again.
 */
export const rejoiningRoom = (url: string, id: string, options: RoomOptions): Room => {
  const first = joinRoom(url, id, options)
  return options.doc === undefined && options.awareness === undefined
    ? new RejoiningRoom(first, () => joinRoom(url, id, options), options).facade()
    : first
}

class RejoiningRoom {
  readonly #join: () => Room
  readonly #report
  readonly #moves = new Set<() => void>()
  #room: Room
  #isLeft = false

  constructor(first: Room, join: () => Room, { environment = systemEnvironment() }: RoomOptions) {
    this.#room = first
    this.#join = join
    this.#report = environment.report
    this.#watch()
  }

  #watch(): void {
    this.#room.status.subscribe((status) => {
      // Later: what listens to the room that is left hears of that first.
      if (status.state === 'left' && status.isDropped) queueMicrotask(() => this.#rejoin())
    })
  }

  #rejoin(): void {
    if (this.#isLeft) return
    this.#room = this.#join()
    this.#watch()
    for (const move of [...this.#moves]) move()
  }

  /** Hears of the room that is there, and of each one after it. */
  #follow(hear: Hear): () => void {
    let stop = hear(this.#room)
    const move = () => {
      stop()
      stop = hear(this.#room)
    }
    this.#moves.add(move)
    return () => {
      this.#moves.delete(move)
      stop()
    }
  }

  #store<Value>(of: (room: Room) => ReadonlyStore<Value>): ReadonlyStore<Value> {
    return {
      get: () => of(this.#room).get(),
      subscribe: (listener) => {
        let isFirst = true
        return this.#follow((room) => {
          const stop = of(room).subscribe(listener)
          if (!isFirst) fenced(this.#report, () => listener(of(room).get()))
          isFirst = false
          return stop
        })
      },
    }
  }

  facade(): Room {
    const room = () => this.#room
    const rejoining: Room = {
      get doc() {
        return room().doc
      },
      get awareness() {
        return room().awareness
      },
      get provider() {
        return room().provider
      },
      self: { ...this.#store(({ self }) => self), set: (change) => room().self.set(change) },
      others: this.#store(({ others }) => others),
      people: {
        ...this.#store(({ people }) => people),
        listen: (listener) => this.#follow(({ people }) => people.listen(listener)),
      },
      hands: this.#store(({ hands }) => hands),
      status: this.#store(({ status }) => status),
      saved: this.#store(({ saved }) => saved),
      offline: this.#store(({ offline }) => offline),
      copy: {
        export: () => room().copy.export(),
        isKept: () => room().copy.isKept(),
        push: () => room().copy.push(),
        drop: () => room().copy.drop(),
      },
      seed: (fill) => room().seed(fill),
      welcome: this.#store(({ welcome }) => welcome),
      notice: this.#store(({ notice }) => notice),
      signals: {
        send: (kind, ...rest) => room().signals.send(kind, ...rest),
        on: (kind, listener) => this.#follow(({ signals }) => signals.on(kind, listener)),
      },
      reactions: {
        ...this.#store(({ reactions }) => reactions),
        send: (emoji) => room().reactions.send(emoji),
      },
      rules: this.#store(({ rules }) => rules),
      serverMs: () => room().serverMs(),
      reconnect: () => room().reconnect(),
      leave: () => {
        this.#isLeft = true
        room().leave()
      },
    }
    return withAccess(rejoining, () => accessOf(this.#room))
  }
}
