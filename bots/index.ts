// People that nobody sits behind, for the command: loaded when it is asked for bots.
import type { Environment, TokenSource } from '../client/index.ts'
import { pause, untilStore } from '../recording/waiting.ts'
import { Bot, isOver } from './bot.ts'
import { randomOf } from './random.ts'

/** They look so often whether there is something to do: as often as a cursor is drawn by others. */
const STEP_MS = 100

/** They come one after the other, as a class comes through its door. */
const COME_MS = 50

/** Of so many one types. */
const TYPISTS = 10

/** How to come in: what a code gives, or one token for all, or none. */
export interface Entry {
  readonly room: string
  readonly token: TokenSource | undefined
}

export interface BotsOptions {
  readonly url: string
  readonly count: number
  /** The same seed makes the same people. */
  readonly seed: number
  /** When they leave, in ms after the last has come; null where only `signal` ends it. */
  readonly forMs: number | null
  /** The `Y.Text` into which some of them type; null where none does. */
  readonly text: string | null
  /** The elements of Excalidraw that they draw into; null where they do not draw. */
  readonly board: string | null
  /** How the bot of this number and name comes in; rejects where it does not. */
  readonly entryOf: (bot: number, name: string) => Promise<Entry>
  readonly environment: Environment
  /** Breaks it off. */
  readonly signal: AbortSignal
  /** Tells how it goes, a line each. */
  readonly say: (line: string) => void
}

/** What became of them. */
export interface BotsReport {
  /** So many were let in. */
  readonly came: number
  /** What was refused, and how often. */
  readonly refused: ReadonlyMap<string, number>
}

/**
 * Lets people into a room who walk, raise their hands, react, type and draw as people do, within the limits that hold for everyone.
 *
 * @throws Error (rejects) where the first of them is not let in.
 */
export const runBots = async (options: BotsOptions): Promise<BotsReport> => {
  const crowd = new Crowd(options)
  try {
    await crowd.come()
    await crowd.stay()
  } catch (error) {
    // To be broken off is how most runs end.
    if (!options.signal.aborted) throw error
  } finally {
    crowd.leave()
  }
  return crowd.report
}

class Crowd {
  readonly #options: BotsOptions
  readonly #refused = new Map<string, number>()
  #bots: Bot[] = []
  #came = 0

  constructor(options: BotsOptions) {
    this.#options = options
  }

  get report(): BotsReport {
    return { came: this.#came, refused: this.#refused }
  }

  async come(): Promise<void> {
    const { count, environment, signal, say } = this.#options
    for (let index = 0; index < count; index++) {
      await this.#enter(index)
      this.#step()
      await pause(environment, COME_MS, signal)
    }
    say(`${this.#came} of ${count} are there`)
  }

  async stay(): Promise<void> {
    const { forMs, environment, signal } = this.#options
    const endMs = environment.nowMs() + (forMs ?? Number.POSITIVE_INFINITY)
    while (environment.nowMs() < endMs && this.#bots.length > 0) {
      this.#step()
      this.#goHome()
      await pause(environment, STEP_MS, signal)
    }
  }

  leave(): void {
    for (const bot of this.#bots) bot.leave()
    this.#bots = []
  }

  #step(): void {
    const nowMs = this.#options.environment.nowMs()
    for (const bot of this.#bots) bot.step(nowMs)
  }

  /** Those who are asked to leave do, as people do. */
  #goHome(): void {
    const home = this.#bots.filter((bot) => bot.isSentHome())
    for (const bot of home) bot.leave()
    this.#bots = this.#bots.filter((bot) => !home.includes(bot))
    if (home.length > 0) this.#options.say(`the lesson is over: ${home.length} leave`)
  }

  async #enter(index: number): Promise<void> {
    const { url, seed, text, board, entryOf, environment, signal } = this.#options
    const name = `Bot ${index + 1}`
    let why: string
    try {
      const { room, token } = await entryOf(index, name)
      const refused = (reason: string) => this.#refuse(reason)
      const types = index % TYPISTS === 0
      const about = { url, room, token, name, environment, refused, board, text: types ? text : null }
      const bot = new Bot({ ...about, random: randomOf(seed + index) })
      this.#bots.push(bot)
      const status = await untilStore(bot.status, ({ state }) => state !== 'connecting', signal)
      if (status.state === 'connected') {
        this.#came += 1
        return
      }
      // One that is only lost tries again by itself.
      why = 'reason' in status ? String(status.reason) : status.state
      if (isOver(status)) this.#bots = this.#bots.filter((other) => other !== bot)
    } catch (error) {
      signal.throwIfAborted()
      why = error instanceof Error ? error.message : String(error)
    }
    if (index === 0) throw new Error(`the relay lets no bot in: ${why}`)
    this.#refuse(why)
  }

  #refuse(why: string): void {
    this.#refused.set(why, (this.#refused.get(why) ?? 0) + 1)
  }
}
