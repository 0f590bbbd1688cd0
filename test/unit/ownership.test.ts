import { expect, test } from 'vitest'
import { Ownership } from '../../server/presence/ownership.ts'
import { participant } from '../support/participant.ts'

const setUp = () => {
  const ownership = new Ownership()
  const [ada, other] = [participant(), participant()]
  const books = (one = ada) => ({
    owned: [...ownership.owned(one)],
    former: [...ownership.former(one)],
    self: ownership.self(one),
  })
  return { ownership, ada, other, books }
}

const EMPTY = { owned: [], former: [], self: null }

test('[PR12] a client is owned or is not any more, and never both: it counts once', () => {
  const { ownership, ada, other, books } = setUp()
  ownership.disown(ada, 7)
  expect(books()).toEqual({ ...EMPTY, former: [7] })
  ownership.own(ada, 7, false)
  ownership.own(ada, 7, false)
  expect(books()).toEqual({ ...EMPTY, owned: [7] })
  ownership.disown(ada, 7)
  expect(books()).toEqual({ ...EMPTY, former: [7] })
  expect(books(other)).toEqual(EMPTY)
})

test('[PR2] a participant is the first client that it announced, whatever else it owns or announces', () => {
  const { ownership, ada, books } = setUp()
  ownership.own(ada, 1, false)
  expect(books().self).toBeNull()
  ownership.own(ada, 2, true)
  ownership.own(ada, 3, true)
  expect(books()).toEqual({ owned: [1, 2, 3], former: [], self: 2 })
})

test('[PR6] of a participant that is gone nothing is kept', () => {
  const { ownership, ada, other, books } = setUp()
  for (const one of [ada, other]) ownership.own(one, 1, true)
  ownership.disown(ada, 2)
  ownership.forget(ada)
  expect(books()).toEqual(EMPTY)
  expect(books(other)).toEqual({ owned: [1], former: [], self: 1 })
})
