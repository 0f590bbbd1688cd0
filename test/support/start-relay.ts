import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createLog, createRelay, type Relay, type RelayOptions, systemClock } from '../../server/index.ts'
import { onTestCleanup } from './cleanup.ts'

export interface RunningRelay {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  /** `ws://127.0.0.1:PORT` */
  readonly wsUrl: string
  readonly relay: Relay
  close(): Promise<void>
}

const PAGE = fileURLToPath(new URL('../../dist/page', import.meta.url))

/** A real relay on a free port, closed when the test or the file that started it ends. */
export const startRelay = async ({
  port = 0,
  host = '127.0.0.1',
  ...options
}: RelayOptions & { readonly port?: number; readonly host?: string } = {}): Promise<RunningRelay> => {
  const { clock } = options
  // Sockets are real, and so is a tick, also where a test moves the time of everything else.
  const time = clock && { clock: { ...clock, after: systemClock.after } }
  const page = existsSync(PAGE) ? PAGE : null
  const relay = createRelay({ page, log: createLog('silent'), ...options, ...time })
  const { url } = await relay.listen({ port, host })
  const close = () => relay.close()
  onTestCleanup(close)
  return { url, wsUrl: url.replace('http', 'ws'), relay, close }
}
