import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Tabs, type TabWord } from '../../../../client/document/tabs.ts'
import { onTestCleanup } from '../../../support/cleanup.ts'
import { fakeEnvironment } from '../../../support/fake-environment.ts'
import { until } from '../../../support/until.ts'
import { modelRelay } from '../model-relay.ts'

const FROM_RELAY = 'relay'
let names = 0

/** Tabs of one browser, in one room: Node's own BroadcastChannel is a browser's. */
const browser = () => {
  const name = `tabs ${process.pid} ${names++}`

  const open = (text = '', epochAtFirst: string | null = 'e1') => {
    const doc = new Y.Doc()
    const content = doc.getText('text')
    if (text !== '') content.insert(0, text)
    const fake = fakeEnvironment()
    const words: TabWord[] = []
    let epoch = epochAtFirst
    const tabs = new Tabs({
      name,
      doc,
      environment: { ...fake.environment, BroadcastChannel },
      epoch: () => epoch,
      adopt(next) {
        if (content.length > 0) return false
        epoch = next
        tabs.greet()
        return true
      },
      onWord: (word) => words.push(word),
    })
    onTestCleanup(() => tabs.stop())
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== tabs.origin && origin !== FROM_RELAY) tabs.send(update)
    })
    tabs.start()
    return {
      tabs,
      doc,
      words,
      content,
      give: fake.give,
      listeners: () => fake.listenerCount,
      epoch: () => epoch,
      become(next: string | null) {
        epoch = next
        tabs.greet()
      },
      shows: (expected: string) => until(() => content.toString() === expected, `it is ${expected}`),
    }
  }
  return { name, open }
}

/** Everything that was posted before has been heard: messages of a channel keep their order. */
const settled = async (name: string) => {
  const [from, to] = [new BroadcastChannel(name), new BroadcastChannel(name)]
  const { promise, resolve } = Promise.withResolvers<void>()
  to.onmessage = () => resolve()
  from.postMessage({ kind: 'word', epoch: 'of nobody', word: 'pushed' })
  await promise
  from.close()
  to.close()
}

test('[OF4] tabs show each other what they have and what they do', async () => {
  const { open } = browser()
  const a = open('a')
  const b = open()
  await b.shows('a')
  b.content.insert(1, 'b')
  await a.shows('ab')
  a.content.delete(0, 1)
  await b.shows('b')
})

test('[OF4] what only the newcomer has is asked for', async () => {
  const { open } = browser()
  const a = open()
  open('b')
  await a.shows('b')
})

test('[OF4] what the relay brings is not passed on: every tab has it from there', async () => {
  const { open, name } = browser()
  const a = open('a')
  const b = open()
  await b.shows('a')
  const other = new Y.Doc()
  other.getText('text').insert(0, 'x')
  Y.applyUpdate(a.doc, Y.encodeStateAsUpdate(other), FROM_RELAY)
  await settled(name)
  expect(b.content.toString()).toBe('a')
})

test('[X1] [OF4] what did not come, and another tab builds on, is asked for; once, where nobody has it', async () => {
  const { open, name } = browser()
  const a = open('a')
  const b = open()
  await b.shows('a')
  // As where a listener of the app's throws in b.
  a.doc.transact(() => a.content.insert(1, 'b'), FROM_RELAY)
  a.content.insert(2, 'c')
  await b.shows('abc')
  await settled(name)

  const gone = new Y.Doc()
  const updates: Uint8Array[] = []
  gone.on('update', (update: Uint8Array) => updates.push(update))
  for (const letter of 'def') gone.getText('text').insert(0, letter)
  const channel = new BroadcastChannel(name)
  onTestCleanup(() => channel.close())
  let asked = 0
  channel.onmessage = ({ data }) => {
    asked += data.kind === 'hello' && data.to === null ? 1 : 0
  }
  for (const update of updates.slice(1)) channel.postMessage({ kind: 'update', epoch: 'e1', update })
  for (let turn = 0; turn < 3; turn++) await settled(name)
  // One of each of the two tabs.
  expect([asked, b.content.toString()]).toEqual([2, 'abc'])
})

test('[OF4] generations do not mix, until they are one', async () => {
  const { open, name } = browser()
  const a = open('a', 'e1')
  const b = open('b', 'e2')
  a.content.insert(1, 'a')
  b.content.insert(1, 'b')
  await settled(name)
  await settled(name)
  expect([a.content.toString(), b.content.toString()]).toEqual(['aa', 'bb'])
  b.become('e1')
  await until(() => a.content.toString() === b.content.toString())
  expect(a.content).toHaveLength(4)
})

test('[OF4] a tab of no generation takes that of another, but not where it has content already', async () => {
  const { open, name } = browser()
  const a = open('a', 'e1')
  const empty = open('', null)
  const full = open('own', null)
  await empty.shows('a')
  await settled(name)
  await settled(name)
  expect([empty.epoch(), full.epoch()]).toEqual(['e1', null])
  expect([a.content.toString(), full.content.toString()]).toEqual(['a', 'own'])
})

test('[OF4] tabs that were never in the room are of one generation', async () => {
  const { open } = browser()
  const a = open('a', null)
  const b = open('', null)
  await b.shows('a')
  b.content.insert(1, 'b')
  await a.shows('ab')
})

test('[OF5] a muted tab says and hears words only', async () => {
  const { open, name } = browser()
  const a = open('a')
  const b = open()
  await b.shows('a')
  a.tabs.mute()
  a.content.insert(1, '!')
  b.content.insert(1, '?')
  b.tabs.say('pushed', 'e1')
  b.tabs.say('dropped', 'another')
  a.tabs.say('dropped', 'e1')
  await settled(name)
  expect([a.content.toString(), b.content.toString()]).toEqual(['a!', 'a?'])
  expect([a.words, b.words]).toEqual([['pushed'], ['dropped']])
  a.tabs.start()
  await until(() => a.content.length === 3 && b.content.length === 3)
})

test('[CL5] [OF4] a page in the page cache hears nothing, and asks when it is shown again', async () => {
  const { open, name } = browser()
  const a = open('a')
  const b = open()
  await b.shows('a')
  b.give('frozen')
  a.content.insert(1, 'b')
  await settled(name)
  expect(b.content.toString()).toBe('a')
  b.give('resumed')
  await b.shows('ab')
})

test('C84 [CL6] after leaving nothing is said, nothing throws, and nothing is left', async () => {
  const { open, name } = browser()
  const a = open('a')
  const b = open()
  await b.shows('a')
  a.tabs.stop()
  a.tabs.stop()
  a.content.insert(1, 'late')
  a.tabs.say('dropped', 'e1')
  a.tabs.greet()
  a.give('resumed')
  await settled(name)
  expect([b.content.toString(), b.words, a.listeners()]).toEqual(['a', [], 0])
})

test('without a BroadcastChannel a tab is alone', () => {
  const doc = new Y.Doc()
  const { environment } = fakeEnvironment()
  const of = { epoch: () => null, adopt: () => false, onWord: () => undefined }
  const tabs = new Tabs({ name: 'alone', doc, environment, ...of })
  tabs.start()
  tabs.send(Y.encodeStateAsUpdate(doc))
  tabs.say('pushed', null)
  tabs.stop()
})

test('[X2] [OF4] where a page may have no BroadcastChannel, the room is joined without other tabs', async () => {
  class Forbidden {
    constructor() {
      throw new DOMException('not in this frame', 'SecurityError')
    }
  }
  const fake = fakeEnvironment()
  const BroadcastChannel = Forbidden as unknown as typeof globalThis.BroadcastChannel
  const relay = modelRelay({ environment: { ...fake.environment, BroadcastChannel } })
  await until(() => relay.sockets.length === 1)
  relay.room.doc.getMap('map').set('a', 1)
  expect(fake.reported()).toEqual([expect.objectContaining({ name: 'SecurityError' })])
  relay.room.leave()
})
