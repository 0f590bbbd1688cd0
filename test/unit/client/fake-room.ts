import { joinRoom, type RoomOptions } from '../../../client/index.ts'
import { onTestCleanup } from '../../support/cleanup.ts'
import { fakeEnvironment } from '../../support/fake-environment.ts'
import { until } from '../../support/until.ts'
import { fakeSockets, frames } from './fake-relay.ts'

/** A room whose relay is the test. */
export const fakeRoom = async (options: RoomOptions = {}) => {
  const { sockets, WebSocketClass } = fakeSockets()
  const surroundings = fakeEnvironment(WebSocketClass)
  const { environment, pass } = surroundings
  const room = joinRoom('ws://relay', 'lesson', { environment, presence: { name: 'self' }, ...options })
  onTestCleanup(() => room.leave())
  const events: string[] = []
  room.people.listen(({ type, person }) => events.push(`${type} ${person.name}`))
  const socket = async (count: number) => {
    const found = await until(() => (sockets.length === count ? sockets[count - 1] : null))
    found.open()
    return found
  }
  /** Time passes on a socket that lives: it answers by an empty frame. */
  const live = (open: { give(frame: Uint8Array): void }, seconds: number) => {
    for (let i = 0; i < seconds; i++) {
      pass(1_000)
      open.give(frames.presence())
    }
  }
  return {
    room,
    pass,
    live,
    socket,
    reported: surroundings.reported,
    hint: surroundings.give,
    timerCount: () => surroundings.timerCount,
    /** What happened since the last call. */
    events: () => events.splice(0),
    statuses: () => room.others.get().map(({ name, status }) => `${name} ${status}`),
  }
}
