// Clients that come back by themselves and at once, one on each wire, for tests in which a relay fails again and again.
import * as Y from 'yjs'
import { onTestCleanup } from './cleanup.ts'
import { type CountingClient, countingClient } from './counting-client.ts'
import { signalRequest } from './raw-signals.ts'
import { stockClient } from './stock-client.ts'

/** A test does not wait for seconds. */
const RETRY_MS = 20

type State = Readonly<Record<string, unknown>>

export interface WallClient {
  readonly clientId: number
  readonly kind: 'stock' | 'homeroom.v1'
  /** What it says of itself. */
  readonly state: State
  /** Everyone whom it sees, and itself. */
  readonly people: ReadonlyMap<number, unknown>
  readonly text: string
  write(word: string): void
  say(state: State): void
  /** Tells a signal, where it knows any. */
  signal(): void
  /** Its network is gone for a moment. */
  cut(): void
  leave(): void
}

/** A published y-websocket client. */
export const stockWallClient = (wsUrl: string, room: string): WallClient => {
  const client = stockClient(wsUrl, room, { state: { n: 0 } })
  const { awareness, provider, text, clientId } = client
  provider.maxBackoffTime = RETRY_MS
  return {
    clientId,
    kind: 'stock',
    get state() {
      return awareness.getLocalState() ?? {}
    },
    get people() {
      return awareness.getStates()
    },
    get text() {
      return text.toString()
    },
    write: (word) => text.insert(0, word),
    say: (state) => awareness.setLocalState(state),
    signal: () => undefined,
    cut: () => client.socket()?.terminate(),
    leave: () => provider.destroy(),
  }
}

/** A client on `homeroom.v1`; `onSaved` hears of words at the moment in which they are said to be saved. */
export const compactWallClient = (
  wsUrl: string,
  room: string,
  onSaved: (words: readonly string[]) => void,
): WallClient => {
  const doc = new Y.Doc()
  const text = doc.getText('text')
  let connection: CountingClient | null = null
  let wordByFrame = new Map<number, string>()
  let state: State = { n: 0 }
  let clock = 0
  let hasLeft = false

  const announce = () => {
    clock += 1
    connection?.say({ id: doc.clientID, clock, state })
  }
  const listen = ({ lastTold }: CountingClient) => {
    const { saved } = lastTold()
    const words = [...wordByFrame].filter(([frame]) => frame <= saved)
    for (const [frame] of words) wordByFrame.delete(frame)
    if (words.length > 0) onSaved(words.map(([, word]) => word))
  }
  const open = async (): Promise<void> => {
    const opened = await countingClient(wsUrl, room, { doc })
    connection = opened
    wordByFrame = new Map()
    opened.ws.on('message', () => listen(opened))
    announce()
    if (hasLeft) opened.ws.close()
    await opened.closed
    connection = null
  }
  const stayIn = async (): Promise<void> => {
    while (!hasLeft) {
      // A relay that fails refuses it, perhaps.
      await open().catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
  const leave = () => {
    hasLeft = true
    connection?.ws.close()
  }
  onTestCleanup(leave)
  stayIn()

  return {
    clientId: doc.clientID,
    kind: 'homeroom.v1',
    get state() {
      return state
    },
    get people() {
      return new Map<number, unknown>([...(connection?.people.states ?? []), [doc.clientID, state]])
    },
    get text() {
      return text.toString()
    },
    write(word) {
      const insert = () => text.insert(0, word)
      if (connection === null) insert()
      else wordByFrame.set(connection.write(insert), word)
    },
    say(said) {
      state = said
      announce()
    },
    signal: () => connection?.ws.send(signalRequest('note', 'psst')),
    cut: () => connection?.ws.terminate(),
    leave,
  }
}
