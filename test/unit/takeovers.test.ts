// Claims as sockets see them are in test/integration/presence-claims.test.ts; here is what takes three at once.
import { expect, test } from 'vitest'
import { Takeovers } from '../../server/presence/takeovers.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { participant } from '../support/participant.ts'

/** Somebody who holds an entry or wants one, and is asked for a sign of life. */
const someone = (name: string, onClose = () => undefined as unknown) => {
  const closes: string[] = []
  let probes = 0
  let answer = () => undefined as unknown
  const self = participant({
    identity: { id: name, name, role: 'member', mayRename: true },
    probe: (answered) => {
      probes += 1
      answer = answered
    },
    close: (reason) => {
      closes.push(reason)
      onClose()
    },
  })
  return { self, closes, probes: () => probes, answer: () => answer() }
}

type Someone = ReturnType<typeof someone>

const setUp = () => {
  const { clock, advance } = fakeClock()
  const takeovers = new Takeovers(clock)
  const granted: string[] = []
  const settle = (ms: number) => {
    advance(ms)
    takeovers.sweep(({ clientId, owner, said }) =>
      granted.push(`${clientId}: ${owner.identity.name} says ${said.word}`),
    )
    return granted.splice(0)
  }
  const open = (clientId: number, { self: owner }: Someone, holder: Someone, word: string) =>
    takeovers.open(holder.self, { clientId, owner, isAnnounced: true, said: { word }, heardClock: 1 })
  return { takeovers, settle, open }
}

test('[PR3] of several claimants the first has the entry of a dead holder, with its newest word', () => {
  const { takeovers, settle, open } = setUp()
  const [holder, first, second] = [someone('holder'), someone('first'), someone('second')]
  open(1, first, holder, 'a')
  open(1, second, holder, 'b')
  open(1, first, holder, 'c')
  expect(holder.probes()).toBe(1)
  expect(settle(700)).toEqual([])
  // An answer may have come that is not read yet, where the relay stood still: the next sweep decides.
  expect(settle(50)).toEqual([])
  expect(settle(250)).toEqual(['1: first says c'])
  expect(holder.closes).toEqual(['silent'])
  // A later claimant has to ask the new holder.
  expect([first.probes(), takeovers.isWaiting(1, second.self)]).toEqual([1, true])
  settle(750)
  expect(settle(250)).toEqual(['1: second says b'])
})

test('[PR3] the end of a dead holder settles all that is claimed of it, and is one end', () => {
  const { takeovers, settle, open } = setUp()
  const taken: unknown[] = []
  const holder = someone('holder', () => taken.push(takeovers.take(2)?.said))
  open(1, someone('one'), holder, 'a')
  open(2, someone('two'), holder, 'b')
  expect(settle(750)).toEqual([])
  expect(settle(250)).toEqual(['1: one says a'])
  expect(taken).toEqual([{ word: 'b' }])
  expect(holder.closes).toEqual(['silent'])
  expect(settle(750)).toEqual([])
})

test('[PR2] a claim falls where somebody alive took the entry over', () => {
  const { takeovers, settle, open } = setUp()
  const [holder, claimant] = [someone('holder'), someone('claimant')]
  open(1, claimant, holder, 'a')
  takeovers.fall(1)
  expect(settle(1_000)).toEqual([])
  expect(holder.closes).toEqual([])
})

test('[PR3] a holder whose answer came while the relay stood still keeps its entry', () => {
  const { open, settle } = setUp()
  const holder = someone('holder')
  open(1, someone('claimant'), holder, 'a')
  expect(settle(5_000)).toEqual([])
  holder.answer()
  expect(settle(250)).toEqual([])
  expect(holder.closes).toEqual([])
})
