// What a relay says of itself to those who watch it, and where it is one of several workers, what all of them say.

/** How it is, as `/readyz` says it. */
interface Readiness {
  readonly draining: boolean
  readonly storeFailing: boolean
  /** Null where it has none. */
  readonly bus: 'up' | 'down' | null
}

export interface Probe {
  /** In the text format of Prometheus. */
  readonly metrics: string
  readonly readiness: Readiness
}

/** The workers that a relay is one of. */
export interface Siblings {
  /** Of the worker that asks, for people. */
  readonly name: string
  /** `probe` is asked when another worker wants to know. */
  answer(probe: () => Promise<Probe>): void
  /** What all workers say, this one too. */
  all(own: Probe): Promise<Probe>
}
