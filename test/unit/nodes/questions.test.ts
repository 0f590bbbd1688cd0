import { expect, test } from 'vitest'
import { writeFrame } from '../../../server/bus/node-frame.ts'
import { BusNodes } from '../../support/bus-nodes.ts'
import { fakeClock } from '../../support/fake-clock.ts'

const LOSS = { loss: 1, repeat: 0, delayMs: 0, isOrdered: true }

/** Nodes that know of each other, of which each but the last answers who it is. */
const askable = async (...names: readonly string[]) => {
  const nodes = new BusNodes(fakeClock(), 1, names)
  await nodes.pass(2_000)
  for (const name of names.slice(0, -1))
    nodes.node(name).questions.answerBy((question) => (question === 'who' ? null : { name, question }))
  const idOf = (name: string) => nodes.node(name).id
  const asked = async (name: string, question: object) => {
    const answers = nodes.node(name).questions.ask(question)
    let settled = false
    void answers.then(() => {
      settled = true
    })
    return { answers, isSettled: () => settled }
  }
  return { nodes, idOf, asked }
}

const dropped = async (nodes: BusNodes, name: string) => {
  const metric = nodes.contexts.get(name)?.metrics.registry.getSingleMetric('homeroom_bus_dropped_total')
  const { values } = (await metric?.get()) ?? { values: [] }
  return Object.fromEntries(values.map(({ labels, value }) => [labels.reason, value]))
}

test('[NB9] every other node answers, and then nobody is waited for', async () => {
  const { nodes, idOf, asked } = await askable('a', 'b', 'c', 'old')
  nodes.kill('old')
  await nodes.pass(6_000)
  const { answers, isSettled } = await asked('a', { kind: 'x' })
  await nodes.pass(250)
  expect(isSettled()).toBe(true)
  const { answers: heard, silent } = await answers
  expect(silent).toEqual([])
  expect(Object.fromEntries(heard)).toEqual({
    [idOf('b')]: { name: 'b', question: { kind: 'x' } },
    [idOf('c')]: { name: 'c', question: { kind: 'x' } },
  })
})

test('[NB9] a node that stands still, and one that does not know the question, are silent after a second', async () => {
  const { nodes, idOf, asked } = await askable('a', 'b', 'c', 'old')
  nodes.freeze('c')
  const { answers, isSettled } = await asked('a', { kind: 'x' })
  await nodes.pass(750)
  expect(isSettled()).toBe(false)
  await nodes.pass(250)
  expect(isSettled()).toBe(true)
  const { answers: heard, silent } = await answers
  expect([...heard.keys()]).toEqual([idOf('b')])
  expect(new Set(silent)).toEqual(new Set([idOf('c'), idOf('old')]))
  expect(await dropped(nodes, 'old')).toMatchObject({ 'unknown-message': 1 })
  nodes.wake('c')
  await nodes.pass(250)
  // Nobody waits for it any more.
  expect(await dropped(nodes, 'a')).toMatchObject({ late: 1 })
})

test('[NB9] a node whose bus is down asks nobody, and names all', async () => {
  const { nodes, idOf, asked } = await askable('a', 'b', 'c')
  nodes.bus.faults = LOSS
  await nodes.pass(4_000)
  const { answers, isSettled } = await asked('a', { kind: 'x' })
  await nodes.pass(50)
  expect(isSettled()).toBe(true)
  expect(new Set((await answers).silent)).toEqual(new Set([idOf('b'), idOf('c')]))
  expect(nodes.bus.published.get('questions')).toBeUndefined()
})

test('[NB9] a node asks 100 questions at once, and each answers 200 at once', async () => {
  const { nodes, asked } = await askable('a', 'b', 'c', 'd')
  nodes.kill('d')
  await nodes.pass(6_000)
  const ask = (name: string) => Promise.all(Array.from({ length: 130 }, () => asked(name, { kind: 'x' })))
  const all = [...(await ask('a')), ...(await ask('b')), ...(await ask('c'))]
  await nodes.pass(1_250)
  const said = await Promise.all(all.map(({ answers }) => answers))
  expect(nodes.bus.published.get('questions')).toBe(300)
  // Each is asked 100 times by both others.
  expect(said.filter(({ silent }) => silent.length === 0)).toHaveLength(300)
  expect(said.filter(({ silent }) => silent.length === 2)).toHaveLength(90)
})

test('[NB9] an answer that is no JSON is dropped, and its node is silent; one that is too large is not sent', async () => {
  const { nodes, idOf, asked } = await askable('a', 'b', 'c')
  nodes.node('b').questions.answerBy(() => ({ text: 'x'.repeat(300_000) }))
  nodes.freeze('c')
  const { answers } = await asked('a', { kind: 'x' })
  const head = { from: idOf('c'), incarnation: 1, seq: 1 }
  const broken = writeFrame({ kind: 'answer', ...head, body: Buffer.from('{') })
  nodes.bus.connect('x').publish(`node:${idOf('a')}`, broken)
  await nodes.pass(1_250)
  expect(new Set((await answers).silent)).toEqual(new Set([idOf('b'), idOf('c')]))
  expect(await dropped(nodes, 'a')).toEqual({ 'bad-bytes': 1 })
  expect(await dropped(nodes, 'b')).toEqual({ 'message-too-large': 1 })
})
