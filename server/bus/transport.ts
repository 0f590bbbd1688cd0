/** Carries bytes between nodes by named channels. It may lose some of them, and never keeps any for later. */
export interface Transport {
  /**
   * Settles once everything that is published from then on is heard; the function that it gives ends that. `renewed` is called where
   * the subscription was lost and is there again: what was published meanwhile is not heard any more. A node hears itself, too.
   */
  subscribe(channel: string, heard: (bytes: Uint8Array) => void, renewed: () => void): Promise<() => void>
  /** Gives it to whoever has subscribed to the channel; false where it cannot go out now, and is dropped. */
  publish(channel: string, bytes: Uint8Array): boolean
  /** Whether it is connected, as far as it knows: only what a node hears of itself says more. */
  readonly isUp: boolean
  /** Why it is not, in words without any secret; null where nothing has failed. */
  readonly fault: string | null
  /** Ends all subscriptions. Twice is once. */
  close(): Promise<void>
}
