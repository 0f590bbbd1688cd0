import * as encoding from 'lib0/encoding'

/** A part of an update as it stands in the bytes: written by hand, since Yjs would not write it. */
export type Part = (encoder: encoding.Encoder) => void

export interface Section {
  readonly client: number
  readonly clock?: number
  /** How many structs the section says that it has; as many as it has where this is left out. */
  readonly count?: number
  readonly structs: readonly Part[]
}

export interface Deletions {
  readonly client: number
  readonly ranges: readonly (readonly [clock: number, length: number])[]
}

const bytesOf = (write: Part): Uint8Array => {
  const encoder = encoding.createEncoder()
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** An update in Yjs's encoding 1, of any structs and deletions, good or bad. */
export const updateOf = (
  sections: readonly Section[],
  deletions: readonly Deletions[] = [],
  sectionCount = sections.length,
): Uint8Array =>
  bytesOf((encoder) => {
    encoding.writeVarUint(encoder, sectionCount)
    for (const { client, clock = 0, structs, count = structs.length } of sections) {
      encoding.writeVarUint(encoder, count)
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, clock)
      for (const write of structs) write(encoder)
    }
    encoding.writeVarUint(encoder, deletions.length)
    for (const { client, ranges } of deletions) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarUint(encoder, ranges.length)
      for (const [clock, length] of ranges) {
        encoding.writeVarUint(encoder, clock)
        encoding.writeVarUint(encoder, length)
      }
    }
  })

/** The numbers by which Yjs tells contents apart. */
export const CONTENT = {
  deleted: 1,
  json: 2,
  binary: 3,
  string: 4,
  embed: 5,
  format: 6,
  type: 7,
  any: 8,
  doc: 9,
}

const HAS_ORIGIN = 128
const HAS_RIGHT_ORIGIN = 64
const HAS_KEY = 32

/** A struct that is collected garbage of some length. */
export const garbage =
  (length: number): Part =>
  (encoder) => {
    encoding.writeUint8(encoder, 0)
    encoding.writeVarUint(encoder, length)
  }

export interface ItemPlace {
  readonly origin?: readonly [client: number, clock: number]
  readonly rightOrigin?: readonly [client: number, clock: number]
  /** The name of a type of the document, or the item that holds the type. */
  readonly parent?: string | readonly [client: number, clock: number]
  readonly key?: string
}

/** An item with content, anywhere. */
export const item =
  (content: number, write: Part, { origin, rightOrigin, parent = 'text', key }: ItemPlace = {}): Part =>
  (encoder) => {
    const hasParent = origin === undefined && rightOrigin === undefined
    const info =
      content |
      (origin === undefined ? 0 : HAS_ORIGIN) |
      (rightOrigin === undefined ? 0 : HAS_RIGHT_ORIGIN) |
      (key === undefined ? 0 : HAS_KEY)
    encoding.writeUint8(encoder, info)
    for (const id of [origin, rightOrigin]) for (const part of id ?? []) encoding.writeVarUint(encoder, part)
    if (hasParent && typeof parent === 'string') {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, parent)
    } else if (hasParent) {
      encoding.writeVarUint(encoder, 0)
      for (const part of parent as readonly number[]) encoding.writeVarUint(encoder, part)
    }
    if (hasParent && key !== undefined) encoding.writeVarString(encoder, key)
    write(encoder)
  }

export const text = (value: string, place?: ItemPlace): Part =>
  item(CONTENT.string, (encoder) => encoding.writeVarString(encoder, value), place)

/** A value of JSON, as the text that it stands in. */
export const embed = (json: string, place?: ItemPlace): Part =>
  item(CONTENT.embed, (encoder) => encoding.writeVarString(encoder, json), place)

/** A type, by the number that Yjs gives its kind: 0 is an array, 1 a map, 2 a text, 3 an XML element. */
export const type = (kind: number, place?: ItemPlace): Part =>
  item(
    CONTENT.type,
    (encoder) => {
      encoding.writeVarUint(encoder, kind)
      if (kind === 3 || kind === 5) encoding.writeVarString(encoder, 'p')
    },
    place,
  )

/** Values of lib0. */
export const anyOf = (values: readonly unknown[], place?: ItemPlace): Part =>
  item(
    CONTENT.any,
    (encoder) => {
      encoding.writeVarUint(encoder, values.length)
      for (const value of values) encoding.writeAny(encoder, value as Parameters<typeof encoding.writeAny>[1])
    },
    place,
  )

/** Values of JSON, each as the text that it stands in. */
export const jsonOf = (texts: readonly string[], place?: ItemPlace): Part =>
  item(
    CONTENT.json,
    (encoder) => {
      encoding.writeVarUint(encoder, texts.length)
      for (const one of texts) encoding.writeVarString(encoder, one)
    },
    place,
  )

export const binary = (bytes: Uint8Array, place?: ItemPlace): Part =>
  item(CONTENT.binary, (encoder) => encoding.writeVarUint8Array(encoder, bytes), place)

/** What is deleted already, of some length. */
export const deleted = (length: number, place?: ItemPlace): Part =>
  item(CONTENT.deleted, (encoder) => encoding.writeVarUint(encoder, length), place)

/** A mark of formatting. */
export const format = (key: string, json: string, place?: ItemPlace): Part =>
  item(
    CONTENT.format,
    (encoder) => {
      encoding.writeVarString(encoder, key)
      encoding.writeVarString(encoder, json)
    },
    place,
  )

/** A document in the document. */
export const subdocument = (guid: string, place?: ItemPlace): Part =>
  item(
    CONTENT.doc,
    (encoder) => {
      encoding.writeVarString(encoder, guid)
      encoding.writeAny(encoder, {})
    },
    place,
  )

/** A gap: what stands there is not in the update. */
export const skip =
  (length: number): Part =>
  (encoder) => {
    encoding.writeUint8(encoder, 10)
    encoding.writeVarUint(encoder, length)
  }

/** Arrays in arrays, `depth` of them, as each content that holds values has them. */
export const nestedValues = (depth: number): Record<string, Part> => {
  const json = '['.repeat(depth) + ']'.repeat(depth)
  const any: Part = (encoder) => {
    for (let level = 1; level < depth; level++) {
      encoding.writeUint8(encoder, 117)
      encoding.writeVarUint(encoder, 1)
    }
    encoding.writeUint8(encoder, 117)
    encoding.writeVarUint(encoder, 0)
  }
  return {
    embed: embed(json),
    json: item(CONTENT.json, (encoder) => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, json)
    }),
    format: item(CONTENT.format, (encoder) => {
      encoding.writeVarString(encoder, 'bold')
      encoding.writeVarString(encoder, json)
    }),
    any: item(CONTENT.any, (encoder) => {
      encoding.writeVarUint(encoder, 1)
      any(encoder)
    }),
    doc: item(CONTENT.doc, (encoder) => {
      encoding.writeVarString(encoder, 'guid')
      encoding.writeUint8(encoder, 118)
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarString(encoder, 'meta')
      any(encoder)
    }),
  }
}

/** Maps in maps, each under a key of the one before: what Yjs deletes by recursion. */
export const nestedTypes = (client: number, depth: number): Uint8Array => {
  const structs = Array.from({ length: depth }, (_, level) =>
    item(CONTENT.type, (encoder) => encoding.writeVarUint(encoder, 1), {
      parent: level === 0 ? 'map' : [client, level - 1],
      key: 'k',
    }),
  )
  return updateOf([{ client, structs }])
}
