import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * What Hono's context holds of a request that came to the relay's own server; nothing under another one. `relay.upgrade` adds what
 * it needs itself (`UpgradeEnv`), whose types are those of packages that an embedder need not have.
 */
export type Env = { Bindings: { readonly incoming?: IncomingMessage; readonly outgoing?: ServerResponse } }

/** Takes an upgrade request, its socket, and what came with it already. */
export type UpgradeListener = (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void
