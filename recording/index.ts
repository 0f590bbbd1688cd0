// Recordings of rooms, for the command: loaded when it is asked to record or to replay.
import { WebSocket } from 'ws'
import { systemEnvironment } from '../client/index.ts'

export type { RecordedPerson } from './cast.ts'
export { record } from './recorder.ts'
export { replay, secondsOf } from './replay.ts'

/** Node's environment, with the sockets of `ws`: Node 22's own never tell of a refused upgrade. */
export const commandEnvironment = () => systemEnvironment(WebSocket as unknown as typeof globalThis.WebSocket)
