import { expect, test } from 'vitest'
import { type Contested, createTakeovers } from '../../server/presence/takeovers.ts'
import { fakeClock } from '../support/fake-clock.ts'

class Peer implements Contested {
  heardAtMs = 0
  isOpen = true
  pings = 0
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
  ping() {
    this.pings += 1
  }
  terminate() {
    this.isOpen = false
  }
}

const setUp = () => {
  const { clock, advance } = fakeClock()
  const claims = createTakeovers<Peer, string>(clock)
  const granted: string[] = []
  const settle = (ms: number) => {
    advance(ms)
    claims.sweep((clientId, { name }, saying) => granted.push(`${clientId}: ${name} says ${saying}`))
    return granted.splice(0)
  }
  const answer = (peer: Peer) => {
    peer.heardAtMs = clock.monotonicMs()
  }
  return { claims, settle, answer, advance }
}

test('[PR3] a holder that answers keeps its entry', () => {
  const { claims, settle, answer, advance } = setUp()
  const [holder, claimant] = [new Peer('holder'), new Peer('claimant')]
  claims.open(1, claimant, holder, 'a')
  expect(holder.pings).toBe(1)
  expect(claims.isWaiting(1, claimant)).toBe(true)
  advance(100)
  answer(holder)
  expect(settle(1_000)).toEqual([])
  expect([holder.isOpen, claims.isWaiting(1, claimant)]).toEqual([true, false])
})

test('[PR3] a holder that does not answer ends, and the newest word of the first claimant counts', () => {
  const { claims, settle } = setUp()
  const [holder, first, second] = [new Peer('holder'), new Peer('first'), new Peer('second')]
  claims.open(1, first, holder, 'a')
  claims.open(1, second, holder, 'b')
  claims.open(1, first, holder, 'c')
  expect(holder.pings).toBe(1)
  expect(settle(700)).toEqual([])
  expect(settle(50)).toEqual(['1: first says c'])
  expect(holder.isOpen).toBe(false)
  // Whoever came later has to ask the new holder.
  expect([first.pings, claims.isWaiting(1, second)]).toEqual([1, true])
  expect(settle(750)).toEqual(['1: second says b'])
})

test('[PR3] a holder that goes gives its entry to the first who waits', () => {
  const { claims } = setUp()
  const [holder, claimant] = [new Peer('holder'), new Peer('claimant')]
  claims.open(1, claimant, holder, 'a')
  expect(claims.take(1)).toMatchObject({ claimant, saying: 'a' })
  expect(claims.take(1)).toBeNull()
  expect(claims.take(2)).toBeNull()
})

test('[PR3] the question stands where nobody waits for its answer any more', () => {
  const { claims, settle } = setUp()
  const [one, two] = [new Peer('one'), new Peer('two')]
  const claimant = new Peer('claimant')
  claims.open(1, claimant, one, 'a')
  claims.open(2, claimant, two, 'b')
  claims.withdraw(1, claimant)
  claims.drop(claimant)
  claims.withdraw(3, claimant)
  expect(settle(750)).toEqual([])
  expect([one.isOpen, two.isOpen]).toEqual([false, false])
})

test('[PR2] a claim falls where somebody alive took the entry over', () => {
  const { claims, settle } = setUp()
  const [holder, claimant] = [new Peer('holder'), new Peer('claimant')]
  claims.open(1, claimant, holder, 'a')
  claims.fall(1)
  expect(settle(1_000)).toEqual([])
  expect(holder.isOpen).toBe(true)
})
