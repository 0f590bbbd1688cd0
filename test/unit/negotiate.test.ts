import { expect, test } from 'vitest'
import { pickProtocol, readOffer } from '../../shared/index.ts'

test.each([
  [undefined, 'stock', null, null],
  ['', 'stock', null, null],
  ['homeroom.v1', 'homeroom.v1', null, 'homeroom.v1'],
  ['homeroom.v1, bearer.a.b.c', 'homeroom.v1', 'a.b.c', 'homeroom.v1'],
  ['bearer.a.b.c,homeroom.v1', 'homeroom.v1', 'a.b.c', 'homeroom.v1'],
  ['bearer.a.b.c', 'stock', 'a.b.c', null],
  ['graphql-ws, bearer.a.b.c', 'stock', 'a.b.c', 'graphql-ws'],
])('[NE1] %j is the protocol %s with the token %j, answered by %j', (header, protocol, token, picked) => {
  const offer = readOffer(header)
  expect(offer).toMatchObject({ protocol, token })
  expect(pickProtocol(offer)).toBe(picked)
})
