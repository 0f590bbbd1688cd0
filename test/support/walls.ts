// A relay with two rooms: something fails in one of them, and the people of the other one shall not notice.
import { expect, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { Door } from '../../server/base/fence.ts'
import type { RelayOptions } from '../../server/index.ts'
import { onTestCleanup } from './cleanup.ts'
import { clientRoom } from './client-room.ts'
import { memoryLog } from './memory-log.ts'
import { metricOf } from './relay-metrics.ts'
import { startRelay } from './start-relay.ts'
import { stockClient } from './stock-client.ts'
import { until } from './until.ts'

/** What is thrown by hand. */
class Thrown extends Error {}

interface ThrowOptions<Self> {
  /** The objects whose call throws; all where it is left out. */
  readonly when?: (self: Self) => boolean
  /** The method does its work, and throws then. */
  readonly isAfter?: boolean
}

type Method = (this: unknown, ...args: unknown[]) => unknown

/** Each call of a method that `throws` says of throws, until the test ends or the returned function is called. */
const spyOn = (target: object, method: string, isAfter: boolean, throws: (self: unknown) => boolean) => {
  const original = Reflect.get(target, method) as Method
  const spy = vi.spyOn(target as Record<string, Method>, method)
  spy.mockImplementation(function (this: unknown, ...args) {
    const isThrown = throws(this)
    const value = isThrown && !isAfter ? undefined : original.apply(this, args)
    if (isThrown) throw new Thrown(`${method} was made to throw`)
    return value
  })
  const restore = () => spy.mockRestore()
  onTestCleanup(restore)
  return restore
}

/** The next call of a method throws; those after it do what they do. Gives whether it has thrown. */
export const throwOnce = <Self extends object>(
  target: Self,
  method: keyof Self & string,
  { when = () => true, isAfter = false }: ThrowOptions<Self> = {},
): (() => boolean) => {
  let hasThrown = false
  spyOn(target, method, isAfter, (self) => {
    if (hasThrown || !when(self as Self)) return false
    hasThrown = true
    return true
  })
  return () => hasThrown
}

/** Calls of a method throw until the returned function is called. */
export const throwAlways = <Self extends object>(
  target: Self,
  method: keyof Self & string,
  { when = () => true, isAfter = false }: ThrowOptions<Self> = {},
): (() => void) => spyOn(target, method, isAfter, (self) => when(self as Self))

/** The ways in which a callback of the host may fail. */
export const WAYS = {
  throws: () => {
    throw new Error('the host has failed')
  },
  rejects: () => Promise.reject(new Error('the host has failed')),
  'never settles': () => new Promise<never>(() => undefined),
}

export type Way = keyof typeof WAYS
export const EVERY_WAY = Object.keys(WAYS) as Way[]

/** The room in which something fails, and the one beside it. */
export const HURT = 'hurt'
export const BESIDE = 'beside'

/** A line of the relay's log. */
interface LogLine {
  readonly level: string
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>>
}

/** Two people in a room, one on each wire: they come back by themselves, and have nothing left to send. */
export const twoIn = async (wsUrl: string, room: string) => {
  const stock = stockClient(wsUrl, room, { state: { name: 'Stock' } })
  const compact = clientRoom(wsUrl, room, { presence: { name: 'Compact' } })
  const here = () =>
    until(
      () =>
        compact.person('Stock') !== undefined &&
        [...stock.awareness.getStates().values()].some(({ name }) => name === 'Compact'),
      `both see each other in ${room}`,
    )
  await Promise.all([stock.synced(), compact.connected()])
  await here()
  let written = 0
  const write = (client: { text: { insert(at: number, text: string): void } }) => {
    written += 1
    const word = `<${room} ${written}>`
    client.text.insert(0, word)
    return word
  }
  const converge = async () => {
    const words = [write(stock), write(compact)]
    await here()
    await until(
      () =>
        stock.text.toString() === compact.text.toString() &&
        words.every((word) => stock.text.toString().includes(word)),
      `documents are one in ${room}`,
    )
  }
  // A stock client sends back what it hears of others: the relay has read that when a later change has come to the other one.
  await converge()
  return { stock, compact, here, converge }
}

/** A relay with two people in the room beside, who shall notice nothing. */
export const relayWithWalls = async (options: RelayOptions = {}) => {
  const { log, lines: logged } = memoryLog()
  const lines: readonly LogLine[] = logged
  const { url, wsUrl, relay, close } = await startRelay({ log, ...options })
  const beside = await twoIn(wsUrl, BESIDE)
  const socketsBeside = () => [beside.stock.socket(), beside.compact.socket()]
  const sockets = socketsBeside()

  const failures = (where: Door) => metricOf(url, 'homeroom_failures_total', { where })
  const failureLines = (where: Door) => lines.filter(({ fields }) => fields.where === where)

  /** The room beside converges on the sockets that it had, and the relay answers. */
  const nothingElseHappened = async () => {
    await beside.converge()
    expect(socketsBeside().every((socket, at) => socket === sockets[at])).toBe(true)
    expect(sockets.every((socket) => socket?.readyState === WebSocket.OPEN)).toBe(true)
    expect(await fetch(`${url}/healthz`).then((response) => response.json())).toEqual({ ok: true })
  }

  /** A failure was counted, and its line in the log names `about`. */
  const wasCaught = async (where: Door, about: object) => {
    await until(async () => (await failures(where)) > 0, `a failure at ${where} is counted`)
    expect(failureLines(where)).toMatchObject([
      { level: 'error', fields: { err: expect.any(Thrown), ...about } },
    ])
  }

  return { url, wsUrl, relay, close, lines, failures, failureLines, wasCaught, nothingElseHappened, beside }
}
