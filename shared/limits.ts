/** Every bound of the wire, with its unit in its name. The relay may be given smaller ones, never larger. */

/** Code units of a room id (after decoding). */
export const ROOM_ID_CHARS = 128

/** x and y beyond this are no position on any board. */
export const COORDINATE_SIZE = 1e9

/** The longest emoji families with skin tones need about 41 bytes of UTF-8; stacks of marks need hundreds. */
export const EMOJI_BYTES = 64

export const NAME_GRAPHEMES = 64
export const NAME_BYTES = 256

/** One person's whole presence, as JSON. */
export const STATE_BYTES = 16 * 1024

/** Nesting of a presence state. `JSON.stringify` recurses, so depth is what overflows a stack. */
export const STATE_DEPTH = 16

/** A stock client echoes what it hears: a frame may hold everyone in a large room. */
export const AWARENESS_BYTES = 2 * 1024 * 1024

/** And so many entries: each of 2000 connections may have a few, and all of them may change in one tick. */
export const AWARENESS_ENTRIES = 8 * 1024

/** Changes of one entry that travel together: what they make of it is no larger than a state. */
export const PRESENCE_BYTES = 4 * STATE_BYTES

/** Entries that one connection may own: a tab has one, a gateway or a bot a few. */
export const ENTRIES_PER_CONNECTION = 64

/** One document update. */
export const UPDATE_BYTES = 8 * 1024 * 1024

/** Hard end of a frame: above it the WebSocket layer closes the socket (RFC 6455, 1009). */
export const MESSAGE_BYTES = 2 * UPDATE_BYTES

/** The same for a client that may not write: a stock one echoes everyone in the room all the same. */
export const READER_MESSAGE_BYTES = AWARENESS_BYTES + 16

/** Messages of y-protocols in one frame: the clients that send several at once send two or three. */
export const FRAME_MESSAGES = 128

/** y-websocket drops its socket after 30 s without a message and does not count pings. */
export const KEEP_ALIVE_MS = 15_000

/**
 * y-protocols drops an entry that it has not heard of for 30 s (`outdatedTimeout`). Its owner renews it after 15 to
 * 18 s: later than that the relay has the owner's newer clock to send.
 */
export const RENEW_MS = 20_000

/** One signal, as it travels. */
export const SIGNAL_BYTES = 4 * 1024

/** Clients that one signal may name. */
export const SIGNAL_RECEIVERS = 1024

/** People that one receiver may ask for by name in a crowd. */
export const WATCHED_PEOPLE = 64

/** A token: it has to fit into the header of a request, too, which Node takes up to 16 KiB of. */
export const TOKEN_BYTES = 8 * 1024
