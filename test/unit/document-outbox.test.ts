import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { createContext } from '../../server/base/context.ts'
import { Turns } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import { DocumentOutbox } from '../../server/fanout/document-outbox.ts'
import { Scheduler } from '../../server/fanout/scheduler.ts'
import type { SentDocument } from '../../server/fanout/sent-document.ts'
import type { WebSocketFrame } from '../../server/fanout/websocket-frame.ts'
import { WIRES } from '../../server/fanout/wires/index.ts'
import { readMessage } from '../../shared/index.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { memoryLog } from '../support/memory-log.ts'
import { NO_EVENTS, QuickTransport } from '../support/no-events.ts'
import { participant } from '../support/participant.ts'
import { text, updateOf } from '../support/yjs-bytes.ts'

const NOTHING_KNOWN = Uint8Array.of(0)

const setUp = () => {
  const context = createContext({ clock: fakeClock().clock, log: memoryLog().log })
  const told: Uint8Array[] = []
  const document = new Document({
    onUpdate: (update) => told.push(update),
    onHeld: () => undefined,
    limits: context.limits,
  })
  const sinces: Uint8Array[] = []
  const befores: (ReadonlyMap<number, number> | undefined)[] = []
  const sent: SentDocument = {
    get version() {
      return document.version
    },
    stateVector: () => document.stateVector(),
    before(update) {
      befores.push(document.before(update))
      return befores.at(-1)
    },
    read: (stateVector) => document.read(stateVector),
    lackedBy: (known) => document.lackedBy(known),
    *since(stateVector) {
      if (stateVector.length > NOTHING_KNOWN.length) sinces.push(stateVector)
      return yield* document.since(stateVector)
    },
  }
  const delivered: WebSocketFrame[] = []
  const outbox = new DocumentOutbox({
    room: 'lesson',
    document: sent,
    scheduler: new Scheduler(context),
    turns: new Turns(context),
    metrics: context.metrics,
    clock: context.clock,
    deliver: (_receiver, frame) => delivered.push(frame),
    onBroken: () => undefined,
  })
  const joiner = (lags = false) => {
    const receiver = {
      ...participant(),
      ...new QuickTransport(),
      wire: WIRES.stock,
      isLagging: lags,
      send: () => undefined,
    }
    outbox.enter(receiver)
    return receiver
  }
  /** The frame that a newcomer gets who asks with `stateVector`. */
  const answer = (stateVector: Uint8Array = NOTHING_KNOWN): WebSocketFrame => {
    outbox.answer(joiner(), stateVector, NO_EVENTS)
    return delivered.pop() as WebSocketFrame
  }
  const ask = (): WebSocketFrame => {
    outbox.ask(joiner())
    return delivered.pop() as WebSocketFrame
  }
  const write = (client: number) =>
    document.apply(updateOf([{ client, structs: [text('a')] }]), participant())
  return { document, outbox, joiner, delivered, answer, ask, write, sinces, told, befores }
}

test('[DO6] the answer for an empty state vector is the same bytes for everyone, until the document changes', () => {
  const { document, answer, ask, write } = setUp()
  write(1)
  const first = answer()
  expect(readMessage(first.payload, 'stock')).toMatchObject({ ok: true, value: { kind: 'step2' } })
  expect(answer()).toBe(first)
  const question = ask()
  expect(readMessage(question.payload, 'stock')).toEqual({
    ok: true,
    value: { kind: 'step1', stateVector: document.stateVector() },
  })
  expect(ask()).toBe(question)
  // What changes nothing leaves them as they are.
  write(1)
  document.apply(Uint8Array.of(9, 9, 9), participant())
  expect(answer()).toBe(first)
  expect(ask()).toBe(question)
  write(2)
  expect(Buffer.compare(answer().bytes, first.bytes)).not.toBe(0)
  expect(ask()).not.toBe(question)
  // The holder of something is told what it lacks, and nothing else.
  expect(answer(document.stateVector()).bytes.length).toBeLessThan(first.bytes.length)
})

test('[DO1] a state vector that cannot be read is a fault, and is answered by nothing', () => {
  const { outbox, joiner, delivered } = setUp()
  const answered = vi.fn()
  outbox.answer(joiner(), Uint8Array.of(5), { ...NO_EVENTS, answered })
  expect(answered.mock.calls).toMatchObject([[{ ok: false, fault: { code: 'bad-state-vector' } }]])
  expect(delivered).toEqual([])
})

test('[DO6] what a document in parts has gained meanwhile is found once for all who join then', () => {
  const { document, outbox, joiner, delivered, write, sinces } = setUp()
  document.apply(updateOf([{ client: 5, structs: [text('x'.repeat(600_000))] }]), participant())
  const join = () => {
    delivered.length = 0
    outbox.answer(joiner(), NOTHING_KNOWN, NO_EVENTS)
    const doc = new Y.Doc()
    for (const { payload } of delivered) {
      const message = readMessage(payload, 'stock')
      if (message.ok && (message.value.kind === 'step2' || message.value.kind === 'update'))
        Y.applyUpdate(doc, message.value.update)
    }
    return Y.encodeStateVector(doc)
  }
  expect(join()).toEqual(document.stateVector())
  expect(sinces).toHaveLength(0)
  for (const [client, count] of [
    [1, 1],
    [2, 2],
  ] as const) {
    write(client)
    for (let people = 3; people > 0; people--) expect(join()).toEqual(document.stateVector())
    expect(sinces).toHaveLength(count)
  }
})

test('[DO11] what many receivers miss of a long change is known once for all of them, and is not read out of it', () => {
  const { document, outbox, joiner, delivered, write, sinces, told, befores } = setUp()
  write(1)
  const known = document.stateVector()
  const crowd = Array.from({ length: 20 }, () => joiner(true))
  document.apply(updateOf([{ client: 2, structs: [text('x'.repeat(100_000))] }]), participant())
  outbox.add(told.at(-1) ?? known, participant())
  expect(befores).toEqual([new Map([[1, 1]])])
  for (const receiver of crowd) receiver.isLagging = false
  outbox.flush()
  expect(delivered).toHaveLength(crowd.length)
  expect(new Set(sinces.map(String))).toEqual(new Set([String(known)]))
})
