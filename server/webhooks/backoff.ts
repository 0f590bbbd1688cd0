const FIRST_MS = 5_000
const FACTOR = 4
/** After an outage of a night nobody waits for longer. */
export const MOST_BACKOFF_MS = 3_600_000

/**
 * How long to wait after so many failures in a row, in ms: 5 s, 20 s, 80 s, and so on up to an hour, of which `random` (0 to 1)
 * takes away up to a half. Many relays, or many rooms, then do not come back at the same moment.
 */
export const backoffMs = (failures: number, random: number): number =>
  Math.min(MOST_BACKOFF_MS, FIRST_MS * FACTOR ** (failures - 1)) * (1 - random / 2)
