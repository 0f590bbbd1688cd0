// A look at the database, by each new connection and once a second: is it the one that was written to? It may have been restored
// from a backup, or a replica that lacks the last commits may have taken its place.
import type { StoreHealth } from '../store.ts'
import type { Query } from './session.ts'

/** Something that was acknowledged. */
export interface Acknowledged {
  readonly room: string
  readonly epoch: string
  readonly seq: number
}

/** No room gets so many records in a millisecond; and no database starts twice within one. */
const NUMBERS_PER_MS = 1_000

/** 2026-01-01 in s: before that no database of ours was started. */
const FIRST_START_S = 1_767_225_600

/**
 * After each start of the database the numbers of records begin higher than any that may have been given out before: by
 * what a restored copy does not have, too. So a number that somebody remembers from before never stands for another record.
 */
const RAISE_BASE = `
  UPDATE homeroom.schema
  SET started_at = pg_postmaster_start_time(),
      base = greatest(base + ${NUMBERS_PER_MS},
        floor((extract(epoch FROM pg_postmaster_start_time()) - ${FIRST_START_S}) * 1000)::bigint * ${NUMBERS_PER_MS})
  WHERE started_at <> pg_postmaster_start_time()`

const LOOK = `
  SELECT concat_ws('/',
      (SELECT system_identifier FROM pg_control_system()),
      substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8),
      (SELECT oid FROM pg_database WHERE datname = current_database()),
      'homeroom.records'::regclass::oid) AS copy,
    started_at <> pg_postmaster_start_time() AS "isNewStart",
    $1::text IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM homeroom.rooms WHERE name = $1 AND (epoch <> $2::text OR last_seq >= $3::bigint)) AS "isLost"
  FROM homeroom.schema`

interface Found {
  /** The cluster, its time line (another one after each promotion of a replica), the database, the table. */
  readonly copy: string
  readonly isNewStart: boolean
  /** What was acknowledged last is not there. Where it is there, so is all before it: commits are lost from the end. */
  readonly isLost: boolean
}

export class Look {
  #copy: string | null = null
  #last: Acknowledged | null = null
  #missing = 0
  readonly #renewals: string[] = []

  /** Records were committed: the last one of a room. */
  acknowledged(last: Acknowledged): void {
    this.#last = last
  }

  get health(): StoreHealth {
    return { fault: null, missing: this.#missing, renewals: [...this.#renewals] }
  }

  readonly at = async (query: Query): Promise<void> => {
    const last = this.#last
    const [found] = await query<Found>(LOOK, [last?.room ?? null, last?.epoch ?? null, last?.seq ?? null])
    if (found === undefined) throw new Error('its table homeroom.schema is empty: somebody has changed it')
    if (found.isNewStart) await query(RAISE_BASE)
    const before = this.#copy
    this.#copy = found.copy
    // Several connections are made at the same time; what one of them has found is told once.
    const isLost = found.isLost && this.#last === last
    if (isLost) {
      this.#last = null
      this.#missing += 1
      this.#renewals.push('the database lacks what it had acknowledged: an older copy has taken its place')
    } else if (before !== null && before !== found.copy)
      this.#renewals.push('another copy of the database has taken its place')
  }
}
