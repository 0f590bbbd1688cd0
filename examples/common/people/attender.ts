/** Somebody who was in a room on one day, as the relay tells it. */
export interface Attender {
  readonly id: string | null
  readonly name: string | null
  /** The name under which everybody saw them last. */
  readonly shownName: string | null
  readonly role: string
  readonly connection: string | null
  readonly firstMs: number
  readonly lastMs: number
  readonly minutes: number
}
