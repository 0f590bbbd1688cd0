import type { Status } from 'homeroom/client'

/** A connection that was there, or was tried once: the page goes on without it. */
export const isLost = (status: Status): boolean =>
  status.state === 'disconnected' || (status.state === 'connecting' && status.attempt > 0)

/** What the relay said when it turned this client away; its reasons begin with a code, those of the client do not. */
export const refusalOf = (status: Status): string | null =>
  status.state === 'disconnected' ? (/^[a-z-]+: ([^;]+)/.exec(status.reason)?.[1] ?? null) : null

export const isConnected = ({ state }: Status): boolean => state === 'connected'
