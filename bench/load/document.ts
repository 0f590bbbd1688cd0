import * as Y from 'yjs'

/** The document holds sentences of these words in a text, and things with a few fields each in a map. */
const WORDS =
  'the lesson begins when everybody is here and ends when the last question has found an answer'.split(' ')

const WRITERS = 12
const FIRST_WRITER = 7001
const SENTENCE_WORDS = 9

/** In documents of several parts: Homeroom takes 500 000 structs of a document, and 20 MB of short sentences are more. */
const LONG_SENTENCE_WORDS = 18
const TURNS_PER_TRANSACTION = 50

/** How often somebody goes on elsewhere in the text, deletes something, or changes a thing in the map: one turn in so many. */
const MOVE_TURNS = 12
const DELETE_TURNS = 6
const THING_TURNS = 3
const THINGS = 4_000

/** The measured growth of the document in a turn, for each word of a sentence; it only decides how soon the size is checked. */
const WORD_BYTES = 20 / 3

/** The same numbers in each run. */
const createRandom = () => {
  let state = 0x1234567
  return (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** An update is no larger: relays refuse one of 8 MiB. */
const PART_BYTES = 4_000_000

/** A document of about `bytes`, as updates that a relay takes one by one: each has a text, a map and writers of its own. */
export const buildParts = (bytes: number): readonly Uint8Array[] => {
  const count = Math.ceil(bytes / PART_BYTES)
  return Array.from({ length: count }, (_, part) => buildDocument(bytes / count, part, LONG_SENTENCE_WORDS))
}

/** A document of at least `bytes`, as one update, written by several clients in turn. */
export const buildDocument = (bytes: number, part = 0, words = SENTENCE_WORDS): Uint8Array => {
  const doc = new Y.Doc()
  const text = doc.getText(part === 0 ? 'board' : `board ${part}`)
  const things = doc.getMap<Y.Map<unknown>>(part === 0 ? 'things' : `things ${part}`)
  const random = createRandom()
  let cursor = 0

  const write = () => {
    if (random(MOVE_TURNS) === 0) cursor = random(text.length + 1)
    const sentence = `${Array.from({ length: words }, () => WORDS[random(WORDS.length)]).join(' ')}. `
    text.insert(cursor, sentence)
    cursor += sentence.length
    if (random(DELETE_TURNS) === 0) text.delete(cursor - 8, 6)
  }
  const place = () => {
    const key = `thing-${random(THINGS)}`
    const thing = things.get(key) ?? things.set(key, new Y.Map())
    thing.set('x', random(1000) / 7)
    thing.set('y', random(1000) / 7)
    thing.set('color', `#${random(0xffffff).toString(16)}`)
  }
  for (let size = 0; size < bytes; size = Y.encodeStateAsUpdate(doc).length)
    for (
      let turn = 0;
      turn < Math.max(TURNS_PER_TRANSACTION, (bytes - size) / (words * WORD_BYTES));
      turn += TURNS_PER_TRANSACTION
    ) {
      doc.clientID = FIRST_WRITER + part * WRITERS + random(WRITERS)
      doc.transact(() => {
        for (let n = 0; n < TURNS_PER_TRANSACTION; n++) random(THING_TURNS) === 0 ? place() : write()
      })
    }
  return Y.encodeStateAsUpdate(doc)
}
