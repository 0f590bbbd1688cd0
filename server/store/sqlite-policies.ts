import type { DatabaseSync } from 'node:sqlite'
import { afterAllOf } from './code-points.ts'
import type { ChangedPolicy, OrderChanges, StoredPolicy } from './store.ts'

const prepare = (db: DatabaseSync) => ({
  read: db.prepare('SELECT name, value FROM orders WHERE room = ?'),
  readSome: db.prepare('SELECT name, value FROM orders WHERE room = ? AND name >= ? AND name < ?'),
  set: db.prepare('INSERT OR REPLACE INTO orders (room, name, value) VALUES (?, ?, ?)'),
  remove: db.prepare('DELETE FROM orders WHERE room = ? AND name = ?'),
  removeAll: db.prepare('DELETE FROM orders WHERE room = ?'),
  version: db.prepare('SELECT version FROM policies WHERE room = ?'),
  raise: db.prepare(
    'INSERT INTO policies (room, version) VALUES (?, 1) ON CONFLICT (room) DO UPDATE SET version = version + 1',
  ),
})

/** What hosts have ordered, in one file. The caller has a transaction open. */
export class SqlitePolicies {
  readonly #statements

  constructor(db: DatabaseSync) {
    this.#statements = prepare(db)
  }

  read(room: string, prefix = ''): StoredPolicy {
    const { read, readSome } = this.#statements
    const found = prefix === '' ? read.all(room) : readSome.all(room, prefix, afterAllOf(prefix))
    const rows = found as { name: string; value: string }[]
    const orders = Object.fromEntries(rows.map(({ name, value }) => [name, value]))
    return { orders, policyVersion: this.versionOf(room) }
  }

  versionOf(room: string): number {
    return Number(this.#statements.version.get(room)?.version ?? 0)
  }

  change(room: string, changes: OrderChanges, known?: number): ChangedPolicy {
    for (const [name, value] of Object.entries(changes))
      if (value === null) this.#statements.remove.run(room, name)
      else this.#statements.set.run(room, name, value)
    this.#statements.raise.run(room)
    const policyVersion = this.versionOf(room)
    return policyVersion - 1 === known ? { orders: null, policyVersion } : this.read(room)
  }

  /** The room is deleted. */
  forget(room: string): void {
    if (this.#statements.removeAll.run(room).changes > 0) this.#statements.raise.run(room)
  }
}
