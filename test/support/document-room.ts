// Clients of a room that send bytes and read only for a sign: what others write there is not put into a document of their own.
import { WebSocket } from 'ws'
import { MESSAGES, SYNC, writeMessage } from '../../shared/index.ts'
import { until } from './until.ts'
import { text, updateOf } from './yjs-bytes.ts'

/** A client that nobody else is, for what marks an end. */
const MARKING_CLIENT = 2 ** 32 + 1

/** A stock connection to a room. */
class RoomSocket {
  readonly #ws: WebSocket
  readonly #signs = new Set<string>()
  readonly #opened: Promise<void>
  #marks = 0
  #clock = 0

  constructor(wsUrl: string, room: string) {
    this.#ws = new WebSocket(`${wsUrl}/${room}`)
    this.#ws.on('error', () => this.#ws.terminate())
    this.#ws.on('message', (data: Buffer) => this.#read(data))
    this.#opened = new Promise((resolve) => {
      this.#ws.once('open', resolve)
      this.#ws.once('close', () => resolve())
    })
  }

  get isClosed(): boolean {
    return this.#ws.readyState === WebSocket.CLOSED
  }

  opened(): Promise<void> {
    return this.#opened
  }

  send(update: Uint8Array): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(writeMessage.update(update))
  }

  /** Writes a sign, which comes after all that was sent before; `has` of another client says when it is there. */
  mark(): string {
    const sign = `sign ${this.#marks};`
    const place = this.#marks === 0 ? {} : { origin: [MARKING_CLIENT, this.#clock - 1] as const }
    this.send(
      updateOf([
        { client: MARKING_CLIENT, clock: this.#clock, structs: [text(sign, { parent: 'signs', ...place })] },
      ]),
    )
    this.#clock += sign.length
    this.#marks += 1
    return sign
  }

  has(sign: string): boolean {
    return this.#signs.has(sign)
  }

  end(): void {
    this.#ws.terminate()
  }

  #read(data: Buffer): void {
    if (data[0] !== MESSAGES.sync.type || data[1] === SYNC.step1) return
    const at = data.lastIndexOf('sign ')
    if (at !== -1) this.#signs.add(data.toString('latin1', at, data.indexOf(';', at) + 1))
  }
}

/** Sends updates to a room, and waits until the relay has taken or refused each, or has closed the connection for them. */
export const sendUpdates = async (
  wsUrl: string,
  room: string,
  updates: readonly Uint8Array[],
  limitMs: number,
): Promise<void> => {
  const [sender, reader] = [new RoomSocket(wsUrl, room), new RoomSocket(wsUrl, room)]
  await Promise.all([sender.opened(), reader.opened()])
  for (const update of updates) sender.send(update)
  const sign = sender.mark()
  try {
    await until(() => sender.isClosed || reader.has(sign), 'the relay has taken all updates', limitMs)
  } finally {
    sender.end()
    reader.end()
  }
}

/** Two people in another room, one of whom writes what the other one reads. */
export class Pinger {
  readonly #writer: RoomSocket
  readonly #reader: RoomSocket

  constructor(wsUrl: string, room: string) {
    this.#writer = new RoomSocket(wsUrl, room)
    this.#reader = new RoomSocket(wsUrl, room)
  }

  /** Writes again and again while `work` goes on; gives how often that was read. */
  async during(work: Promise<void>): Promise<number> {
    await Promise.all([this.#writer.opened(), this.#reader.opened()])
    let isOver = false
    const end = () => {
      isOver = true
    }
    work.then(end, end)
    let pings = 0
    for (; !isOver; pings++) {
      const sign = this.#writer.mark()
      await until(() => this.#reader.has(sign), 'the other room is served')
    }
    await work
    return pings
  }

  end(): void {
    this.#writer.end()
    this.#reader.end()
  }
}
