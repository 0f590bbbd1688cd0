import * as Y from 'yjs'
import { joinRoom, type RoomOptions } from '../../../client/index.ts'
import {
  type Durability,
  type Role,
  readMessage,
  writeMessage,
  writeV1Message,
} from '../../../shared/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { fakeEnvironment } from '../../support/fake-environment.ts'
import { fakeSockets } from './fake-relay.ts'

export interface ModelRelayOptions {
  readonly durability?: Durability
  readonly role?: Role
  readonly epoch?: string
  /** A relay of another make says neither welcome nor saved. */
  readonly isStock?: boolean
}

/** A relay by the rules [SV1] to [SV3], one step at a time, and a client of it. What it has stored outlives a kill. */
export const modelRelay = (options: RoomOptions = {}, about: ModelRelayOptions = {}) => {
  const { durability = 'normal', isStock = false } = about
  let { role = 'member', epoch = 'e1' } = about
  const { sockets, WebSocketClass } = fakeSockets()
  const fake = fakeEnvironment(WebSocketClass)
  const environment = { ...(options.environment ?? fake.environment), WebSocket: WebSocketClass }
  const room = joinRoom('ws://relay', 'lesson', { ...options, environment })
  onTestCleanup(() => room.leave())

  let memory = new Y.Doc()
  let disk: Uint8Array = Y.encodeStateAsUpdate(memory)
  /** Of the connection: frames read, and what the relay counts. */
  let read = 0
  let counts = { frames: 0, received: 0, saved: 0, isHeldBack: false }

  const socket = () => sockets.at(-1)
  const isOpen = () => socket()?.readyState === 1
  const give = (frame: Uint8Array) => isOpen() && socket()?.give(frame)

  const welcome = () =>
    give(
      writeV1Message.welcome({
        version: 1,
        connectionId: 'connection',
        epoch,
        serverMs: 0,
        identity: { id: null, name: null, role, rights: role, mayRename: true },
        verifies: true,
        limits: { stateBytes: 16_384, updateBytes: 8_388_608 },
        durability,
        rules: { follow: null, reactionsMuted: false, locked: false },
      }),
    )

  /** The next frame that came; true where it was of the document. */
  const next = (isRefused: boolean): boolean => {
    const bytes = isOpen() ? socket()?.sent[read] : undefined
    if (bytes === undefined) return false
    read += 1
    const frame = readMessage(bytes, 'homeroom.v1')
    if (!frame.ok) throw new Error(frame.fault.message)
    if (frame.value.kind === 'step1') {
      give(writeMessage.step2(Y.encodeStateAsUpdate(memory, frame.value.stateVector)))
      return false
    }
    if (frame.value.kind !== 'step2' && frame.value.kind !== 'update') return false
    counts.frames += 1
    if (isRefused) counts.isHeldBack = true
    else {
      Y.applyUpdate(memory, frame.value.update)
      if (!counts.isHeldBack || frame.value.kind === 'step2') {
        counts.isHeldBack = false
        counts.received = counts.frames
      }
    }
    return true
  }

  return {
    room,
    sockets,
    pass: fake.pass,
    timers: () => fake.timerCount,
    memory: () => memory,
    disk: () => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, disk)
      return doc
    },

    /** The client's next socket opens: it comes back by itself, after a while. */
    async open() {
      if (isOpen()) return
      fake.pass(60_000)
      // A token is asked for, and where it comes from is not known to be at once.
      for (let turn = 0; turn < 4; turn++) await Promise.resolve()
      read = 0
      counts = { frames: 0, received: 0, saved: 0, isHeldBack: false }
      socket()?.open()
      if (!isStock) welcome()
    },
    welcome,
    become(next: Partial<Pick<ModelRelayOptions, 'role' | 'epoch'>>) {
      role = next.role ?? role
      epoch = next.epoch ?? epoch
    },
    /** Asks for what the client has. */
    ask: () => give(writeMessage.step1(Y.encodeStateVector(memory))),
    take: () => next(false),
    takeAll() {
      while (isOpen() && read < (socket()?.sent.length ?? 0)) next(false)
    },
    refuse: () => next(true),
    store() {
      disk = Y.encodeStateAsUpdate(memory)
      if (durability !== 'none') counts.saved = counts.received
    },
    tell: () => isStock || give(writeV1Message.saved(counts.received, counts.saved)),
    /** Takes, stores and tells all that was sent. */
    save() {
      this.takeAll()
      this.store()
      this.tell()
    },
    cut: () => isOpen() && socket()?.end(1006),
    close: (code: number) => socket()?.end(code),
    /** What was not stored is lost. */
    kill() {
      memory = new Y.Doc()
      Y.applyUpdate(memory, disk)
      if (isOpen()) socket()?.end(1006)
    },
    /** The store is lost, too. */
    forget() {
      memory = new Y.Doc()
      disk = Y.encodeStateAsUpdate(memory)
      if (isOpen()) socket()?.end(1006)
    },
    /** Somebody else writes. */
    other(write: (doc: Y.Doc) => void) {
      const before = Y.encodeStateVector(memory)
      write(memory)
      give(writeMessage.update(Y.encodeStateAsUpdate(memory, before)))
    },
  }
}

export type ModelRelay = ReturnType<typeof modelRelay>
