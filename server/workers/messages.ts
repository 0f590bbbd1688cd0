// What the parent and its workers say to each other. Both are of one build, and of one machine: nothing of it is checked.
import type { Durability, RefusalCode } from '../../shared/index.ts'
import type { Probe } from '../base/probe.ts'
import type { Failures } from '../gate/failed-access-limit.ts'

/** What a store is apart from what it does. */
export interface StoreFacts {
  readonly durability: Durability
  readonly methods: readonly StoreMethod[]
}

/** Methods of a store that workers may call; `close` is the parent's. */
export const STORE_METHODS = [
  ...([
    'open',
    'append',
    'since',
    'adopt',
    'compact',
    'compactInParts',
    'replace',
    'replaceInParts',
  ] as const),
  ...(['list', 'orders', 'order', 'keep', 'kept', 'keptBodies', 'lock', 'unlock', 'check'] as const),
]

export type StoreMethod = (typeof STORE_METHODS)[number]

/** Asked of the parent's store; parts of a snapshot go one by one, each when it is asked for. */
export type StoreQuestion =
  | {
      readonly kind: 'call'
      readonly id: number
      readonly method: StoreMethod
      readonly args: readonly unknown[]
    }
  | { readonly kind: 'part'; readonly id: number; readonly part: Uint8Array | null }
  | { readonly kind: 'no-part'; readonly id: number; readonly fault: string }

export type StoreAnswer =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly isMismatch: boolean; readonly fault: string }
  | { readonly kind: 'more'; readonly id: number }

/** What a worker says to the bus, and what it hears of it. */
export type BusQuestion =
  | { readonly kind: 'subscribe' | 'unsubscribe'; readonly channel: string }
  | { readonly kind: 'publish'; readonly channel: string; readonly bytes: Uint8Array }

export type BusAnswer =
  | { readonly kind: 'subscribed'; readonly channel: string }
  | { readonly kind: 'heard'; readonly channel: string; readonly bytes: Uint8Array }

/** What is counted by address for all workers: its connections, and its requests that were refused. */
export type LimitQuestion =
  | { readonly kind: 'take-place'; readonly id: number; readonly address: string }
  | { readonly kind: 'give-back-place'; readonly address: string }
  | {
      readonly kind: 'count-failure'
      readonly id: number
      readonly address: string
      readonly code: RefusalCode
    }

export type LimitAnswer =
  | { readonly kind: 'place'; readonly id: number; readonly isTaken: boolean }
  | { readonly kind: 'failures'; readonly id: number; readonly failures: Failures }

export type ToParent =
  | StoreQuestion
  | BusQuestion
  | LimitQuestion
  | { readonly kind: 'ready' }
  | { readonly kind: 'pong' }
  /** The socket that came last is taken: the next one may come. */
  | { readonly kind: 'took' }
  | { readonly kind: 'ask-all'; readonly id: number; readonly own: Probe }
  | ({ readonly kind: 'probed'; readonly id: number } & Probe)

export type ToWorker =
  | StoreAnswer
  | BusAnswer
  | LimitAnswer
  | { readonly kind: 'start'; readonly worker: number; readonly store: StoreFacts | null }
  /** A socket comes with it; `read` is what was read of it. */
  | { readonly kind: 'socket'; readonly read: Uint8Array }
  | { readonly kind: 'ping' }
  | { readonly kind: 'probe'; readonly id: number }
  | ({ readonly kind: 'all'; readonly id: number } & Probe)
  | { readonly kind: 'drain' }
