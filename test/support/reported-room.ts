import type { RoomOptions } from '../../client/index.ts'
import { clientRoom, nodeEnvironment } from './client-room.ts'

/** A room whose reported errors the test sees. */
export const reportedRoom = (wsUrl: string, options: RoomOptions = {}) => {
  const reported: unknown[] = []
  const environment = { ...nodeEnvironment(), report: (error: unknown) => void reported.push(error) }
  return { ...clientRoom(wsUrl, 'lesson', { ...options, environment }), reported }
}
