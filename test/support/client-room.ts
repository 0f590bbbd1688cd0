import { WebSocket } from 'ws'
import {
  type Environment,
  joinRoom,
  type Person,
  type Room,
  type RoomOptions,
  systemEnvironment,
} from '../../client/index.ts'
import { onTestCleanup } from './cleanup.ts'
import { until } from './until.ts'

/** The environment of Node, with the `ws` package as WebSocket: Node 22's own never tells of a refused upgrade. */
export const nodeEnvironment = (): Environment =>
  systemEnvironment(WebSocket as unknown as typeof globalThis.WebSocket)

/** A room joined by the client library, left when the test ends. */
export const clientRoom = (wsUrl: string, id: string, options: RoomOptions = {}) => {
  const sockets: WebSocket[] = []
  const sent: Uint8Array[] = []
  const received: Uint8Array[] = []
  const environment = options.environment ?? nodeEnvironment()
  class Recorded extends WebSocket {
    constructor(...args: ConstructorParameters<typeof WebSocket>) {
      super(...args)
      sockets.push(this)
      this.on('message', (data: ArrayBuffer) => received.push(new Uint8Array(data)))
    }

    override send(frame: Uint8Array) {
      sent.push(frame)
      super.send(frame)
    }
  }
  const room: Room = joinRoom(wsUrl, id, {
    ...options,
    environment: { ...environment, WebSocket: Recorded as unknown as typeof globalThis.WebSocket },
  })
  onTestCleanup(() => room.leave())

  return {
    ...room,
    room,
    text: room.doc.getText('text'),
    /** Every socket that it opened, the latest last. */
    sockets,
    /** Every frame that went out, and that came in. */
    sent,
    received,
    socket: () => sockets.at(-1),
    connected: () => until(() => room.status.get().state === 'connected', 'the room is connected'),
    person: (name: string): Person | undefined => room.people.get().find((person) => person.name === name),
    waitFor: (name: string, matches: (person: Person) => boolean = () => true) =>
      until(
        () => room.people.get().find((person) => person.name === name && matches(person)),
        `${name} is there`,
      ),
    waitGone: (name: string) =>
      until(() => room.people.get().every((person) => person.name !== name), `${name} is gone`),
  }
}
