import * as Y from 'yjs'
import { DEFAULT_LIMITS, type Limits } from '../../server/base/limits.ts'
import { finish, type Work } from '../../server/base/turns.ts'
import { Document, type Taken, type UpdateFault } from '../../server/document/document.ts'
import type { Result } from '../../shared/index.ts'
import type { Case } from './document-cases/case.ts'
import { type DocumentView, differenceOf, viewOf } from './document-view.ts'
import { takeAll } from './take-all.ts'

/** What it took to put a case in. */
export interface Cost {
  readonly steps: number
  /** Processor time of all steps, in ms. */
  readonly totalMs: number
  /** Processor time of the longest step, in ms, and which update it belonged to. */
  readonly worstMs: number
  readonly worstUpdate: number
}

/** Where the document is not what Yjs makes of the same updates. */
export interface Fault {
  /** `order`: Yjs itself gives another document for the same updates in another order. */
  readonly kind: 'differs' | 'order' | 'refusal' | 'broken' | 'told' | 'stored' | 'thrown'
  readonly what: string
}

export interface Outcome extends Cost {
  readonly faults: readonly Fault[]
  /** Of each update, what became of it. */
  readonly taken: readonly string[]
}

/** A document with all that it has told and held. */
const recorded = (limits: Limits) => {
  const told: Uint8Array[] = []
  const records: Uint8Array[] = []
  const document = new Document({
    onUpdate: (update) => {
      told.push(update)
      records.push(update)
    },
    onHeld: (update) => records.push(update),
    limits,
  })
  const view = () => document.edit((doc) => viewOf(doc), null)
  return { document, told, records, view }
}

class CostMeter {
  steps = 0
  totalMs = 0
  worstMs = 0
  worstUpdate = 0

  /** Does all of the work, or as much of it as may be done in `mostMs`: then the result is undefined. */
  run<Value>(work: Work<Value>, update: number, mostMs: number): Value | undefined {
    while (this.totalMs < mostMs) {
      const { done, value } = this.#step(() => work.next(), update)
      if (done) return value
    }
    for (let { done } = this.#step(() => work.return(undefined as never), update); !done; )
      done = this.#step(() => work.next(), update).done
    return undefined
  }

  #step<Value>(step: () => Value, update: number): Value {
    const before = process.threadCpuUsage()
    const done = step()
    const { user, system } = process.threadCpuUsage(before)
    const tookMs = (user + system) / 1_000
    this.steps += 1
    this.totalMs += tookMs
    if (tookMs > this.worstMs) [this.worstMs, this.worstUpdate] = [tookMs, update]
    return done
  }
}

/** Puts the updates into a document, and measures each step. What takes longer than `mostMs` is ended, as the relay ends it. */
export const costOf = ({ updates }: Case, mostMs: number, limits: Limits = DEFAULT_LIMITS): Cost => {
  const { document } = recorded(limits)
  const meter = new CostMeter()
  for (const [index, update] of updates.entries()) {
    meter.run(takeAll(document, update), index, mostMs)
    if (meter.totalMs >= mostMs) break
  }
  document.close()
  const { steps, totalMs, worstMs, worstUpdate } = meter
  return { steps, totalMs, worstMs, worstUpdate }
}

/** Puts the updates into a document and into one of Yjs, and compares. */
export const compare = (made: Case, limits: Limits = DEFAULT_LIMITS): Outcome => {
  const faults: Fault[] = []
  const taken: string[] = []
  const meter = new CostMeter()
  const room = recorded(limits)
  const plain = new PlainYjs()
  for (const [index, update] of made.updates.entries()) {
    const before = room.view()
    const result = attempted(() => meter.run(takeAll(room.document, update), index, Number.POSITIVE_INFINITY))
    taken.push(wordOf(result))
    if (result instanceof Error) faults.push({ kind: 'thrown', what: `update ${index}: ${result.stack}` })
    if (result instanceof Error || result === undefined) continue
    if (result.ok) plain.apply(update)
    else if (staysInPart(result.fault)) plain.isBehind = true
    else {
      const difference = differenceOf(before, room.view())
      if (difference !== null) faults.push({ kind: 'refusal', what: `update ${index} left: ${difference}` })
    }
    if (room.document.brokenBy === null) continue
    plain.apply(update)
    if (!plain.hasFailed) faults.push({ kind: 'broken', what: `update ${index} broke the document` })
    return { faults, taken, ...meter }
  }
  if (plain.canBeCompared(made)) faults.push(...differences(made, room.view(), viewOf(plain.closure())))
  if (plain.canBeTold(made)) faults.push(...witnesses(made, room, limits))
  return { faults, taken, ...meter }
}

/** Rules [DL3] and [DL7]: of these something stays. */
const staysInPart = ({ code, message }: { code: string; message: string }): boolean =>
  code === 'document-gap' || message.includes('nested deeper')

/** What Yjs makes of the updates that a document has taken. */
class PlainYjs {
  readonly #doc = plainDoc()
  readonly #told: Uint8Array[] = []
  readonly #taken: Uint8Array[] = []
  hasFailed = false
  /** The document has taken a part of an update. */
  isBehind = false
  #hasWaited = false

  constructor() {
    this.#doc.on('update', (update: Uint8Array) => this.#told.push(update))
  }

  apply(update: Uint8Array): void {
    this.#taken.push(update)
    if (attempted(() => Y.applyUpdate(this.#doc, update)) instanceof Error) this.hasFailed = true
    if (this.#isWaiting) this.#hasWaited = true
  }

  canBeCompared({ isConsistent }: Case): boolean {
    return !this.hasFailed && !this.isBehind && (isConsistent || !this.#hasWaited)
  }

  /** Yjs cannot write again all that it takes: of what it would not tell right itself, nothing can be said. */
  canBeTold(made: Case): boolean {
    return this.canBeCompared(made) && (made.isConsistent || this.#isToldRight())
  }

  /** With all that can be applied: Yjs holds things back that wait beside others which still wait. */
  closure(): Y.Doc {
    const doc = this.#doc
    let isWaiting = this.#isWaiting
    while (isWaiting) {
      isWaiting = false
      const onUpdate = () => {
        isWaiting = true
      }
      doc.on('update', onUpdate)
      for (const update of this.#taken) {
        Y.applyUpdate(doc, update)
        doc.store.pendingStructs = null
        doc.store.pendingDs = null
      }
      doc.off('update', onUpdate)
    }
    return doc
  }

  get #isWaiting(): boolean {
    const { pendingStructs, pendingDs } = this.#doc.store
    return pendingStructs !== null || pendingDs !== null
  }

  /** Whether what Yjs tells of its document, and the document written whole, make that document. */
  #isToldRight(): boolean {
    const view = viewOf(this.#doc)
    return [this.#told, [Y.encodeStateAsUpdate(this.#doc)]].every((updates) => {
      const hearer = plainDoc()
      for (const update of updates) Y.applyUpdate(hearer, update)
      return differenceOf(view, viewOf(hearer)) === null
    })
  }
}

type Room = ReturnType<typeof recorded>

const differences = ({ isConsistent }: Case, ours: DocumentView, theirs: DocumentView): Fault[] => {
  const what = differenceOf(ours, theirs)
  return what === null ? [] : [{ kind: isConsistent ? 'differs' : 'order', what: `ours and Yjs': ${what}` }]
}

/** What others make of what the document says: those who are told, and the room when it is loaded again. */
const witnesses = ({ isConsistent }: Case, room: Room, limits: Limits): Fault[] => {
  const ours = room.view()
  const kindOf = (kind: Fault['kind']) => (isConsistent ? kind : 'order')
  const faults: Fault[] = []
  const hearer = plainDoc()
  for (const [index, update] of room.told.entries()) {
    const heard = attempted(() => Y.applyUpdate(hearer, update))
    if (heard instanceof Error)
      faults.push({ kind: 'told', what: `what was told as ${index}: ${heard.message}` })
  }
  const heard = differenceOf(ours, viewOf(hearer))
  if (heard !== null) faults.push({ kind: kindOf('told'), what: `ours and a hearer's: ${heard}` })
  if (hearer.store.pendingStructs !== null || hearer.store.pendingDs !== null)
    faults.push({ kind: kindOf('told'), what: 'what was told builds on what was not told' })
  for (const [name, records] of [
    ['its records', room.records],
    ['its snapshot', finish(room.document.parts())],
  ] as const) {
    const again = recorded(limits)
    const loaded = finish(again.document.load(records))
    const isWhole = loaded.ok && loaded.value === 0
    const difference = isWhole ? differenceOf(ours, again.view()) : JSON.stringify(loaded)
    if (difference !== null) faults.push({ kind: kindOf('stored'), what: `ours and ${name}: ${difference}` })
    if (isWhole && again.document.hasPending !== room.document.hasPending)
      faults.push({ kind: kindOf('stored'), what: `what waits is lost in ${name}` })
    again.document.close()
  }
  return faults
}

/** A document of Yjs that, as the relay, leaves marks of formatting as they are. */
const plainDoc = (): Y.Doc => {
  const doc = new Y.Doc()
  doc.on('afterTransaction', (transaction) => {
    transaction._needFormattingCleanup = false
  })
  return doc
}

const attempted = <Value>(work: () => Value): Value | Error => {
  try {
    return work()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const wordOf = (result: Result<Taken, UpdateFault> | Error | undefined): string => {
  if (result === undefined || result instanceof Error) return 'thrown'
  return result.ok ? result.value : `${result.fault.code}: ${result.fault.message}`
}
