/** Where something is that a store keeps beside the logs: things are in the order of their rooms, and there of their keys. */
export interface KeptPlace {
  readonly room: string
  readonly key: string
}

/** A line of the list of what is kept. */
export interface KeptInfo extends KeptPlace {
  /** What its body takes. */
  readonly bytes: number
}

/** What to write: a body by each key, and null for what is taken away; all other keys stay. */
export type KeptChanges = ReadonlyMap<string, Uint8Array | null>

/** A part of the list of what is kept: of one room or of all, after a place, and how many at most. */
export interface KeptRange {
  /** Only those of this room; of all rooms where it is left out. */
  readonly room?: string
  /** What comes after this place, by code points; all where it is left out. */
  readonly after?: KeptPlace
  /** At most so many; all where it is left out. */
  readonly limit?: number
}

/** Kinds that belong to the document of a room, and go with it; all other kinds stay until they are taken away. */
export const KINDS_OF_ROOM: readonly string[] = ['versions', 'version-parts', 'chat']

/** Throws where something in it cannot be stored. */
export const checkKept = (changes: KeptChanges): void => {
  for (const [key, body] of changes)
    if (typeof key !== 'string' || !(body === null || body instanceof Uint8Array))
      throw new TypeError('what is kept is bytes, or null, by a text')
}
