import { expect, test } from 'vitest'
import { Takeovers } from '../../server/presence/takeovers.ts'
import { fakeClock } from '../support/fake-clock.ts'
import { participant } from '../support/participant.ts'

/** Somebody who holds an entry or wants one: `answer` is the sign of life that it was asked for. */
const someone = (name: string) => {
  const asked: (() => void)[] = []
  const closes: string[] = []
  const self = participant({
    identity: { id: name, name, role: 'member', mayRename: true },
    probe: (answered) => asked.push(answered),
    close: (reason) => closes.push(reason),
  })
  const answer = () => {
    for (const answered of asked.splice(0)) answered()
  }
  return { self, closes, answer, probes: () => asked.length }
}

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
  const open = (
    clientId: number,
    { self: owner }: ReturnType<typeof someone>,
    { self: holder }: ReturnType<typeof someone>,
    word: string,
  ) => takeovers.open(holder, { clientId, owner, isAnnounced: true, said: { word }, heardClock: 1 })
  return { takeovers, settle, open, advance }
}

test('[PR3] a holder that answers keeps its entry', () => {
  const { takeovers, settle, open, advance } = setUp()
  const [holder, claimant] = [someone('holder'), someone('claimant')]
  open(1, claimant, holder, 'a')
  expect(holder.probes()).toBe(1)
  expect(takeovers.isWaiting(1, claimant.self)).toBe(true)
  advance(100)
  holder.answer()
  expect(settle(1_000)).toEqual([])
  expect([holder.closes, takeovers.isWaiting(1, claimant.self)]).toEqual([[], false])
})

test('[PR3] a holder that does not answer ends, and the newest word of the first claimant counts', () => {
  const { takeovers, settle, open } = setUp()
  const [holder, first, second] = [someone('holder'), someone('first'), someone('second')]
  open(1, first, holder, 'a')
  open(1, second, holder, 'b')
  open(1, first, holder, 'c')
  expect(holder.probes()).toBe(1)
  expect(takeovers.saying(1, first.self)).toMatchObject({ said: { word: 'c' } })
  expect(settle(700)).toEqual([])
  expect(settle(50)).toEqual(['1: first says c'])
  expect(holder.closes).toEqual(['silent'])
  // A later claimant has to ask the new holder.
  expect([first.probes(), takeovers.isWaiting(1, second.self)]).toEqual([1, true])
  expect(settle(750)).toEqual(['1: second says b'])
})

test('[PR3] an answer that comes too late gives nothing back', () => {
  const { settle, open } = setUp()
  const [holder, claimant] = [someone('holder'), someone('claimant')]
  open(1, claimant, holder, 'a')
  expect(settle(750)).toEqual(['1: claimant says a'])
  holder.answer()
  expect(settle(750)).toEqual([])
  expect(holder.closes).toEqual(['silent'])
})

test('[PR3] a holder that goes gives its entry to the first that waits', () => {
  const { takeovers, open } = setUp()
  const [holder, claimant] = [someone('holder'), someone('claimant')]
  open(1, claimant, holder, 'a')
  const taken = takeovers.take(1)
  expect(taken).toMatchObject({ clientId: 1, said: { word: 'a' } })
  expect(taken?.owner).toBe(claimant.self)
  expect(takeovers.take(1)).toBeNull()
  expect(takeovers.take(2)).toBeNull()
})

test('[PR3] the question stands where nobody waits for its answer any more', () => {
  const { takeovers, settle, open } = setUp()
  const [one, two] = [someone('one'), someone('two')]
  const claimant = someone('claimant')
  open(1, claimant, one, 'a')
  open(2, claimant, two, 'b')
  takeovers.withdraw(1, claimant.self)
  takeovers.drop(claimant.self)
  takeovers.withdraw(3, claimant.self)
  expect([1, 2, 3].map((clientId) => takeovers.isOpen(clientId))).toEqual([true, true, false])
  expect(settle(750)).toEqual([])
  expect([one.closes, two.closes]).toEqual([['silent'], ['silent']])
})

test('[PR2] a claim falls where somebody alive took the entry over', () => {
  const { takeovers, settle, open } = setUp()
  const [holder, claimant] = [someone('holder'), someone('claimant')]
  open(1, claimant, holder, 'a')
  takeovers.fall(1)
  expect(settle(1_000)).toEqual([])
  expect(holder.closes).toEqual([])
})
