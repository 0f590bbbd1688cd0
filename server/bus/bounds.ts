/** Every bound of what nodes say to each other. What is over one of them is dropped and counted. */

/** One message, of all its parts: the largest update, and as much again of what was merged with it. */
export const NODE_MESSAGE_BYTES = 16 * 1024 * 1024

/** The update in one: before it stand the kind, a number and its length. */
export const NODE_UPDATE_BYTES = NODE_MESSAGE_BYTES - 16

/** A message that is larger goes in parts, so that others come between. */
export const PART_BYTES = 256 * 1024

/** Parts of messages of all other nodes that are not whole yet. */
export const UNFINISHED_BYTES = 64 * 1024 * 1024

/** Items of presence, entries, or names of connections in one message: a room of thousands of tabs. */
export const ITEMS = 64 * 1024

/** Signals of 100 ms. */
export const SIGNALS = 16 * 1024

/** The fields of one state, as they travel: more than a state has as JSON. */
export const FIELDS_BYTES = 64 * 1024

/** A name that nobody but nodes reads: an epoch, a connection. */
export const NAME_BYTES = 256

/** An identity, or the name under which a hand is kept: they come out of a token. */
export const IDENTITY_BYTES = 16 * 1024

/** Of an identity, or the rules of a room. */
export const JSON_DEPTH = 4

/** No document has one that is larger ([DO12]). */
export const STATE_VECTOR_BYTES = 512 * 1024

/** Other nodes that one node knows. */
export const NODES = 1_000

/** A room id as it travels: 128 code units. */
export const ROOM_ID_BYTES = 512

/** Rooms that one beat names; a node that has more names the others never, and only finds lost messages later. */
export const ROOMS_PER_BEAT = 64 * 1024
