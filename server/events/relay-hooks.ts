import { fault, ok, REFUSALS, type RefusalCode, type Result, type RoomId } from '../../shared/index.ts'
import type { Context } from '../base/context.ts'
import { inTurns } from '../base/in-turns.ts'
import { errorWithout, type Secret } from '../base/secret.ts'
import type { Turns } from '../base/turns.ts'
import { firstUpdate } from '../document/first-update.ts'
import type { AskedSignal, HostCode } from '../rooms/host-code.ts'
import type { Room } from '../rooms/room.ts'
import type { RoomWatcher } from '../rooms/room-watcher.ts'
import { HookCalls } from './hook-calls.ts'
import { HookBacklog } from './hook-queue.ts'
import { HOOK_NAMES, type Hooks, type HooksLook, type JoinHook } from './hooks.ts'
import { personOf } from './people.ts'
import { RoomHooks } from './room-hooks.ts'

export interface RelayHooksDeps extends Context {
  readonly turns: Turns
}

/** A join that is let in by everything else. */
interface AskedJoin extends Omit<JoinHook, 'signal'> {
  readonly token: Secret | null
}

/** The hooks of a relay: what the host is asked, and what it is told. */
export class RelayHooks implements RoomWatcher, HostCode {
  readonly #hooks: Hooks
  readonly #deps: RelayHooksDeps
  readonly #calls: HookCalls
  readonly #backlog = new HookBacklog()
  readonly #hooksByRoom = new Map<Room, RoomHooks>()
  /** Rooms that left memory before the host was in step with them. */
  readonly #behind = new Set<RoomId>()

  constructor(hooks: Hooks, deps: RelayHooksDeps) {
    this.#hooks = hooks
    this.#deps = deps
    this.#calls = new HookCalls(deps)
    const { metrics } = deps
    metrics.measure('hooks_waiting', 'Events that wait for hooks of the host.', () => this.#backlog.events)
    metrics.measure('hooks_behind', 'Rooms that onStore has not settled for.', () => this.#roomsBehind)
  }

  opened(room: Room): void {
    const { onLeave, onUpdate, onStore } = this.#hooks
    if (!onLeave && !onUpdate && !onStore) return
    const { clock, turns } = this.#deps
    const calls = this.#calls
    const hooks = new RoomHooks(room, { hooks: this.#hooks, calls, backlog: this.#backlog, clock, turns })
    this.#hooksByRoom.set(room, hooks)
    room.listen(hooks)
    if (this.#behind.delete(room.id)) hooks.written()
  }

  closed(room: Room): void {
    if (this.#hooksByRoom.get(room)?.isBehind) this.#behind.add(room.id)
    this.#hooksByRoom.delete(room)
  }

  /** A room whose last state the host lacks stays in memory, as long as there is memory. */
  holds(room: Room): boolean {
    return this.#hooksByRoom.get(room)?.isBehind === true
  }

  async contentOf(room: RoomId): Promise<Result<Uint8Array | null, 'store-unavailable'>> {
    const { onLoad } = this.#hooks
    if (onLoad === undefined) return ok(null)
    const given = await this.#calls.call({
      ...{ hook: 'onLoad', room },
      run: async (signal) => {
        const content = await this.#hooks.onLoad?.({ room, signal })
        if (content === null || content === undefined) return null
        return inTurns(this.#deps.turns, firstUpdate(content, this.#deps.limits), { room })
      },
    })
    if (given === null) return fault('store-unavailable', 'What fills this room fails just now.')
    this.#calls.done('onLoad')
    return ok(given.value)
  }

  /** Whether somebody may come in; null where nobody is to be asked. */
  get mayJoin(): ((join: AskedJoin) => Promise<Result<void, RefusalCode>>) | null {
    return this.#hooks.onJoin === undefined ? null : (join) => this.#mayJoin(join)
  }

  judge({ room, request, participant }: AskedSignal): Result<void, 'signal-refused'> {
    const { onSignal } = this.#hooks
    // Code of the server has asked itself.
    if (onSignal === undefined || participant.source === 'server') return ok(undefined)
    try {
      // A copy: what the hook does to it reaches nobody.
      const answer: unknown = onSignal({ room, ...structuredClone(request), by: personOf(participant) })
      return this.#judged(answer)
    } catch (error) {
      this.#calls.failed('onSignal', room, error)
      return fault('signal-refused', 'What judges signals here fails just now.')
    }
  }

  async look(): Promise<HooksLook> {
    const hooks = await this.#calls.look(HOOK_NAMES.filter((name) => this.#hooks[name] !== undefined))
    return { hooks, waiting: this.#backlog.events, behind: this.#roomsBehind }
  }

  sweep(): void {
    this.#calls.sweep()
    for (const hooks of this.#hooksByRoom.values()) hooks.sweep()
  }

  /** Tells everything that waits; true where the host is in step with all rooms. */
  async settle(): Promise<boolean> {
    const settled = [...this.#hooksByRoom.values()].map((hooks) => hooks.settle())
    return (await Promise.all(settled)).every(Boolean)
  }

  get #roomsBehind(): number {
    return this.#behind.size + [...this.#hooksByRoom.values()].filter(({ isBehind }) => isBehind).length
  }

  async #mayJoin({ token, ...join }: AskedJoin): Promise<Result<void, RefusalCode>> {
    const given = await this.#calls.call({
      ...{ hook: 'onJoin', room: join.room },
      run: async (signal) => {
        try {
          return refusalIn(await this.#hooks.onJoin?.({ ...join, signal }))
        } catch (error) {
          throw errorWithout(error, token)
        }
      },
    })
    if (given === null) return fault('auth-unavailable', 'What decides who may come fails just now.')
    const { value: answer } = given
    if (answer.ok) this.#calls.done('onJoin')
    else this.#calls.refused('onJoin')
    return answer
  }

  /** Throws where a hook has given something that is no answer. */
  #judged(answer: unknown): Result<void, 'signal-refused'> {
    if (answer instanceof Promise) {
      // Nobody waits for it, and whatever it rejects with.
      answer.catch(() => undefined)
      throw new TypeError('onSignal gave a promise, and a signal does not wait')
    }
    if (answer === undefined || answer === null) {
      this.#calls.done('onSignal')
      return ok(undefined)
    }
    const { refuse } = answer as { refuse?: unknown }
    if (typeof refuse !== 'string') throw new TypeError('onSignal gave neither nothing nor { refuse: text }')
    this.#calls.refused('onSignal')
    return fault('signal-refused', refuse.trim() === '' ? NO_WORDS : cut(refuse))
  }
}

const NO_WORDS = 'This signal may not be sent here.'
const WORDS_CHARS = 500

/** No longer than people read, and than a log wants: what refuses may quote what was sent. */
const cut = (words: string): string =>
  words.length > WORDS_CHARS ? `${words.slice(0, WORDS_CHARS - 1).toWellFormed()}…` : words

/** Reads what `onJoin` has given, which may come from plain JavaScript. */
const refusalIn = (answer: unknown): Result<void, RefusalCode> => {
  if (answer === undefined || answer === null) return ok(undefined)
  const { refuse, message } = answer as { refuse?: unknown; message?: unknown }
  const isRefusal = typeof refuse === 'string' && Object.hasOwn(REFUSALS, refuse)
  if (!isRefusal || !(message === undefined || typeof message === 'string'))
    throw new TypeError(
      'onJoin gave neither nothing nor { refuse: code, message?: text } with a code of the relay',
    )
  const code = refuse as RefusalCode
  return fault(code, message === undefined || message.trim() === '' ? REFUSALS[code].text : cut(message))
}
