import { type CloseName, type Fault, type Offer, writeFrame, writeSessionFrame } from '../../shared/index.ts'
import type { Clock } from '../base/clock.ts'
import type { Log } from '../base/log.ts'
import type { Metrics } from '../base/metrics.ts'
import { createBucket } from '../base/rate.ts'

/** Frames that cannot be read, in a row and per second, before the relay stops reading. */
const FAULT_BURST = 32
const FAULTS_PER_SECOND = 1

export interface ConnectionDeps {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

interface ComplaintsHost {
  readonly wire: Offer['wire']
  readonly isOpen: boolean
  sendFrame(frame: Uint8Array): void
  close(name: CloseName): void
}

interface Fields {
  readonly room: string
  readonly connection: string
}

/** What goes wrong with one connection: counted, logged with room and connection, and too much at some time. */
export const createComplaints = (host: ComplaintsHost, fields: Fields, deps: ConnectionDeps) => {
  const bucket = createBucket(deps.clock, FAULT_BURST, FAULTS_PER_SECOND)
  let wasToldReadOnly = false

  const count = ({ code, message }: Fault): void => {
    deps.metrics.faults.inc({ code })
    deps.log.warn({ ...fields, code }, message)
  }

  const tell = (code: string, text: string): void =>
    host.sendFrame(
      host.wire === 'homeroom.v1' ? writeSessionFrame.notice(code, text) : writeFrame.denied(text),
    )

  return {
    /** Counts what is no frame of the client's. */
    count,

    refuse(reason: Fault): void {
      count(reason)
      // A stock client learns of what it would wait for: every later edit of its own builds on a refused one.
      if (host.wire === 'homeroom.v1' || reason.code === 'frame-too-large') tell(reason.code, reason.message)
      if (host.isOpen && !bucket.take()) host.close('bad-frames')
    },

    /** A document update of somebody who only reads. */
    refuseUpdate(): void {
      count({ code: 'read-only', message: 'A document update of a read-only connection was refused.' })
      if (wasToldReadOnly) return
      wasToldReadOnly = true
      tell('read-only', 'You may read this room, not write to it.')
    },

    closing(reason: string): void {
      deps.metrics.closes.inc({ reason })
      deps.log.info({ ...fields, reason }, 'the relay closes a connection')
    },
  }
}
