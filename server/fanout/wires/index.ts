import type { Protocol } from '../../../shared/index.ts'
import { compact } from './compact.ts'
import { stock } from './stock.ts'
import type { Wire } from './wire.ts'

/** Every kind of receiver, by the protocol that was negotiated. */
export const WIRES: Readonly<Record<Protocol, Wire>> = { stock, 'homeroom.v1': compact }
