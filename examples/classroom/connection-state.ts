import type { Status } from 'homeroom/client'

/** A connection that was there, or was tried once: the page goes on without it. */
export const isLost = (status: Status): boolean =>
  status.state === 'disconnected' || (status.state === 'connecting' && status.attempt > 0)

export const isConnected = ({ state }: Status): boolean => state === 'connected'
