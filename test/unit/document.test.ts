import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { DEFAULT_LIMITS } from '../../server/base/limits.ts'
import { finish } from '../../server/base/turns.ts'
import { Document } from '../../server/document/document.ts'
import { breakYjs } from '../support/broken-yjs.ts'
import { docOf, textIn } from '../support/document-content.ts'
import { endWork } from '../support/end-work.ts'
import { participant } from '../support/participant.ts'
import { CONTENT, garbage, item, nestedValues, text, updateOf } from '../support/yjs-bytes.ts'

const valuesThatLie = item(CONTENT.any, (encoder) => encoding.writeVarUint(encoder, 50_000_000))

const NOTHING_KNOWN = Uint8Array.of(0)
const ME = participant()
const CULPRIT = participant()

const setUp = () => {
  const emitted: Uint8Array[] = []
  const held: Uint8Array[] = []
  const document = new Document({
    onUpdate: (update) => emitted.push(update),
    onHeld: (update) => held.push(update),
    limits: DEFAULT_LIMITS,
  })
  const state = () => Buffer.from(finish(document.snapshot())).toString('hex')
  return { document, emitted, held, state }
}

/** An update of everything that Yjs has: text, marks, maps, arrays, XML, deletions, a document in the document. */
const richUpdate = (): Uint8Array => {
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'héllo 👩‍🏫', { bold: true })
  doc.getText('text').insertEmbed(2, { image: 'x' })
  doc.getText('text').delete(1, 3)
  doc.getMap('map').set('list', new Y.Array())
  doc.getMap('map').set('deep', { a: [1, null, { b: new Uint8Array([1, 2]) }] })
  doc.getMap('map').delete('deep')
  doc.getArray('array').push([1, 'two', { big: 3n }, true, null, new Y.Map()])
  doc.getXmlFragment('xml').push([new Y.XmlElement('p'), new Y.XmlText('text')])
  doc.getMap('docs').set('sub', new Y.Doc())
  return Y.encodeStateAsUpdate(doc)
}

/** What must hold for any room, whatever came in: it can be read, and what is good is still taken and passed on. */
const expectAlive = ({ document, emitted }: ReturnType<typeof setUp>) => {
  const before = emitted.length
  const other = new Y.Doc()
  other.getText('alive').insert(0, 'yes')
  expect(document.apply(Y.encodeStateAsUpdate(other), ME)).toMatchObject({ ok: true })
  expect(emitted.length).toBe(before + 1)
  const joiner = docOf(document)
  expect(joiner.getText('alive').toString()).toBe('yes')
  expect(Y.encodeStateVector(joiner)).toEqual(document.stateVector())
}

describe('[DO7] an update is applied whole or not at all', () => {
  test('[DO7] a good one, of everything that Yjs has, is applied and passed on', () => {
    const room = setUp()
    expect(room.document.apply(richUpdate(), ME)).toMatchObject({ ok: true })
    expect(room.emitted).toHaveLength(1)
    expect(docOf(room.document).getXmlFragment('xml').toString()).toBe('<p></p>text')
    expectAlive(room)
  })

  test('[DO7] one that is cut short, at whatever byte, changes nothing', () => {
    const update = richUpdate()
    const room = setUp()
    room.document.apply(updateOf([{ client: 1, structs: [text('kept')] }]), ME)
    const before = room.state()
    for (let length = 0; length < update.length; length++) {
      expect(room.document.apply(update.slice(0, length), ME), `cut at ${length}`).toMatchObject({
        ok: false,
        fault: { code: 'bad-update' },
      })
    }
    expect(room.state()).toBe(before)
    expect(room.emitted).toHaveLength(1)
    expectAlive(room)
  })

  test('[DO7] one whose structs are good and whose deletions are cut changes nothing', () => {
    const whole = updateOf([{ client: 1, structs: [text('abc')] }], [{ client: 1, ranges: [[0, 1]] }])
    const room = setUp()
    expect(room.document.apply(whole.slice(0, -1), ME).ok).toBe(false)
    expect(textIn(room.document)).toBe('')
    expect(room.emitted).toEqual([])
  })

  test.each(Object.entries(nestedValues(20_000)))(
    '[DO7] V9 a value nested 20 000 deep (%s) is refused: it could not be written again',
    (_name, struct) => {
      const room = setUp()
      expect(room.document.apply(updateOf([{ client: 1, structs: [struct] }]), ME).ok).toBe(false)
      expect(room.emitted).toEqual([])
      expectAlive(room)
    },
  )

  test.each(Object.entries(nestedValues(200)))(
    '[DO7] a value nested 200 deep (%s) passes',
    (_name, struct) => {
      const room = setUp()
      expect(room.document.apply(updateOf([{ client: 1, structs: [struct] }]), ME)).toMatchObject({
        ok: true,
      })
      expectAlive(room)
    },
  )

  const MAX = Number.MAX_SAFE_INTEGER
  test.each<[string, Uint8Array]>([
    ['a clock', updateOf([{ client: 1, structs: [garbage(MAX), garbage(MAX), garbage(MAX), garbage(MAX)] }])],
    ['a client', updateOf([{ client: 2 ** 54, structs: [text('a')] }])],
    ['a deletion', updateOf([], [{ client: 1, ranges: [[MAX, MAX]] }])],
    ['an origin', updateOf([{ client: 1, structs: [text('a', { origin: [2 ** 54, 0] })] }])],
  ])('[DO7] V7 one that would take %s beyond the safe integers is refused', (_what, update) => {
    const room = setUp()
    expect(room.document.apply(update, ME).ok).toBe(false)
    expectAlive(room)
  })

  test.each<[string, Uint8Array]>([
    ['an origin', updateOf([{ client: 1, structs: [text('ab'), text('c', { origin: [1, 9] })] }])],
    ['itself', updateOf([{ client: 1, structs: [text('ab'), text('c', { origin: [1, 2] })] }])],
    ['a right origin', updateOf([{ client: 1, structs: [text('ab'), text('c', { rightOrigin: [1, 7] })] }])],
    ['a parent', updateOf([{ client: 1, structs: [text('ab'), text('c', { parent: [1, 7] })] }])],
  ])('[DO7] one that refers to %s its own client has not written yet changes nothing', (_what, update) => {
    const room = setUp()
    expect(room.document.apply(update, ME).ok).toBe(false)
    expect(textIn(room.document)).toBe('')
    expect(room.emitted).toEqual([])
    expectAlive(room)
  })

  test.each<[string, Uint8Array]>([
    ['an empty text', updateOf([{ client: 1, structs: [text('ab'), text('')] }])],
    ['empty garbage', updateOf([{ client: 1, structs: [garbage(0), garbage(1)] }])],
    [
      'an empty deletion',
      updateOf([{ client: 1, structs: [text('ab')] }], [{ client: 7, ranges: [[3, 0]] }]),
    ],
  ])('[DO7] one with %s, which Yjs never writes, changes nothing', (_what, update) => {
    const room = setUp()
    expect(room.document.apply(update, ME).ok).toBe(false)
    expect(room.emitted).toEqual([])
    expectAlive(room)
  })

  test.each<[string, Uint8Array]>([
    ['structs', updateOf([{ client: 1, count: 50_000_000, structs: [text('a')] }])],
    ['structs, as many as there are numbers', updateOf([{ client: 1, count: MAX, structs: [text('a')] }])],
    ['sections', updateOf([{ client: 1, structs: [text('a')] }], [], 50_000_000)],
    ['values', updateOf([{ client: 1, structs: [valuesThatLie] }])],
    ['deletions', Uint8Array.of(0, 1, 1, 0x80, 0xe1, 0xeb, 0x17, 0, 1)],
  ])('[DO7] one that lies about how many %s it has costs little memory', (_what, update) => {
    const room = setUp()
    const before = process.memoryUsage().heapUsed
    for (let round = 0; round < 20; round++) expect(room.document.apply(update, ME).ok).toBe(false)
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50 * 1024 * 1024)
    expectAlive(room)
  })

  test('[DO7] one that refers to what is not there yet waits, and is told of, since Yjs does not', () => {
    const room = setUp()
    const source = new Y.Doc()
    const updates: Uint8Array[] = []
    source.on('update', (update: Uint8Array) => updates.push(update))
    for (const letter of 'abc') source.getText('text').insert(source.getText('text').length, letter)
    const [first, ...later] = updates as [Uint8Array, ...Uint8Array[]]
    for (const update of later) expect(room.document.apply(update, ME).ok).toBe(true)
    expect(textIn(room.document)).toBe('')
    expect(room.emitted).toEqual([])
    expect(room.held).toEqual(later)
    expect(room.document.apply(first, ME).ok).toBe(true)
    expect(textIn(room.document)).toBe('abc')
    expect(room.emitted).toHaveLength(2)
    expect(room.held).toEqual(later)
    expectAlive(room)
  })

  test('[DO7] one that says again, as a text, what is collected garbage by now is taken whole', () => {
    const room = setUp()
    room.document.apply(updateOf([{ client: 5, structs: [garbage(2)] }]), ME)
    const again = updateOf([
      { client: 9, structs: [text('news')] },
      { client: 5, structs: [text('abcd')] },
    ])
    expect(room.document.apply(again, ME)).toMatchObject({ ok: true })
    expect(textIn(room.document)).toBe('news')
    expect(Y.getState(docOf(room.document).store, 5)).toBe(4)
    expectAlive(room)
  })

  test('[DO7] a deletion of what is not there yet waits, too', () => {
    const room = setUp()
    const deletion = updateOf([], [{ client: 1, ranges: [[1, 2]] }])
    expect(room.document.apply(deletion, ME).ok).toBe(true)
    expect(room.held).toEqual([deletion])
    room.document.apply(updateOf([{ client: 2, structs: [text('other')] }]), ME)
    expect(room.held).toEqual([deletion])
    room.document.apply(updateOf([{ client: 1, structs: [text('abcd')] }]), ME)
    expect(textIn(room.document).replace('other', '')).toBe('ad')
    expectAlive(room)
  })
})

test('[DO7] an update that breaks Yjs itself is told apart, and nothing is taken any more', () => {
  const { document, emitted } = setUp()
  breakYjs(document)
  expect(document.brokenBy).toBeNull()
  expect(document.apply(updateOf([{ client: 1, structs: [text('a')] }]), CULPRIT).ok).toBe(false)
  expect(document.brokenBy?.by).toBe(CULPRIT)
  const before = emitted.length
  expect(document.apply(richUpdate(), ME)).toMatchObject({ ok: true })
  expect(document.brokenBy?.by).toBe(CULPRIT)
  expect(emitted).toHaveLength(before)
})

test('[DO1] a state vector gets what its holder lacks, and one that is broken is a fault', () => {
  const { document } = setUp()
  document.apply(richUpdate(), ME)
  const holder = docOf(document)
  document.apply(updateOf([{ client: 1, structs: [text('news')] }]), ME)
  const known = finish(document.read(Y.encodeStateVector(holder)))
  if (!known.ok) throw new Error(known.fault.message)
  const missing = finish(document.lackedBy(known.value))
  expect(missing.length).toBeLessThan(finish(document.since(NOTHING_KNOWN)).length)
  Y.applyUpdate(holder, missing)
  expect(holder.getText('text').toString()).toContain('news')
  for (const broken of [[], [1], [5], [2, 1, 1], [255, 255, 255, 255, 255, 255, 255, 255, 255, 1]]) {
    expect(finish(document.read(Uint8Array.from(broken))), `${broken}`).toMatchObject({
      ok: false,
      fault: { code: 'bad-state-vector' },
    })
  }
})

test('[DO7] what is said of a broken update quotes nothing of it', () => {
  const { document } = setUp()
  const secret = item(CONTENT.embed, (encoder) => encoding.writeVarString(encoder, 'my secret diary'))
  const applied = document.apply(updateOf([{ client: 1, structs: [secret] }]), ME)
  expect(applied.ok).toBe(false)
  expect(JSON.stringify(applied)).not.toMatch(/secret|diary/)
})

/** An update that is put in in many slices: the values of a map, each of which takes the place of the one before. */
const longUpdate = (): Uint8Array => {
  const doc = new Y.Doc()
  for (let count = 0; count < 3_000; count++) doc.getMap('map').set(`key ${count % 1_000}`, count)
  return Y.encodeStateAsUpdate(doc)
}

test('[DO7] until all of a long update is in, nothing of it is told, and the state vector is the one before', () => {
  const { document, emitted } = setUp()
  document.apply(richUpdate(), ME)
  const before = document.stateVector()
  const work = document.take(longUpdate(), ME)
  let steps = 0
  for (; !work.next().done; steps++) {
    expect(document.stateVector()).toEqual(before)
    expect(emitted).toHaveLength(1)
  }
  expect(steps).toBeGreaterThan(20)
  expect(emitted).toHaveLength(2)
  expect(document.stateVector()).not.toEqual(before)
})

test('[DL5] where work is ended half-way, what is in by then is told', () => {
  const { document, emitted } = setUp()
  document.apply(richUpdate(), ME)
  const work = document.take(longUpdate(), ME)
  const size = () => docOf(document).getMap('map').size
  const before = size()
  while (size() < before + 500) work.next()
  endWork(work)
  expect(emitted).toHaveLength(2)
  const heard = new Y.Doc()
  for (const update of emitted) Y.applyUpdate(heard, update)
  expect(Y.encodeStateVector(heard)).toEqual(document.stateVector())
  expect(heard.getMap('map').toJSON()).toEqual(docOf(document).getMap('map').toJSON())
  expect(document.apply(longUpdate(), ME)).toEqual({ ok: true, value: 'whole' })
})

test('[ST1] loading counts what cannot be read, and takes the rest', () => {
  const { document, emitted } = setUp()
  const good = (client: number, value: string) => updateOf([{ client, structs: [text(value)] }])
  expect(finish(document.load([good(1, 'a'), Uint8Array.of(7, 7), good(2, 'b'), new Uint8Array()]))).toEqual({
    ok: true,
    value: 2,
  })
  expect(textIn(document)).toHaveLength(2)
  expect(document.brokenBy).toBeNull()
  expect(emitted).toEqual([])
})
