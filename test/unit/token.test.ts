import { expect, test } from 'vitest'
import { readClaims } from '../../server/gate/claims-schema.ts'
import { mintToken, TokenError, verifyToken } from '../../server/token.ts'
import { ok, type RoomId, readMessage, writeV1Message } from '../../shared/index.ts'
import { token as rawToken, SECRET } from '../support/tokens.ts'

const OTHER_SECRET = 'another secret of the tests, which is long enough'

test('a token that was minted is read as it was written', async () => {
  const claims = { sub: 'ada', name: 'Ada', role: 'host', rooms: ['lesson/*'], rename: false } as const
  const { expiresAtMs, ...read } = await verifyToken(
    SECRET,
    await mintToken(SECRET, { ...claims, ttlSeconds: 60 }),
  )
  expect(read).toEqual(claims)
  expect(expiresAtMs - Date.now()).toBeLessThanOrEqual(60_000)
  expect(expiresAtMs).toBeGreaterThan(Date.now())
})

test('a token is read by each of the secrets, and its room beside its rooms', async () => {
  const token = await rawToken({ room: 'hall', rooms: ['lesson/*'] }, OTHER_SECRET)
  const { sub, rooms } = await verifyToken([SECRET, OTHER_SECRET], token)
  expect({ sub, rooms }).toEqual({ sub: 'ada', rooms: ['hall', 'lesson/*'] })
})

test('mintToken says everything that is wrong at once', async () => {
  const claims = { sub: ' ', name: 7, role: 'a teacher', rooms: 'hall', rename: 'no', ttlSeconds: -1 }
  const minted = mintToken('short', claims as never)
  await expect(minted).rejects.toThrow(TypeError)
  for (const word of ['32 bytes', 'sub', 'name', 'role', 'rooms', 'rename', 'ttlSeconds'])
    await expect(minted).rejects.toThrow(word)
})

test.each([
  ['token-bad', 'no token'],
  ['token-bad', rawToken({}, OTHER_SECRET)],
  ['token-bad', rawToken({ role: 'a teacher' })],
  ['token-expired', rawToken({ ttlSeconds: -60 })],
])('verifyToken rejects with %s, and repeats nothing of the token', async (code, given) => {
  const token = await given
  const error = await verifyToken(SECRET, token).catch((error: unknown) => error)
  expect(error).toBeInstanceOf(TokenError)
  expect(error).toMatchObject({ code })
  expect(String(error)).not.toContain(token)
})

test.each(['ada\u00a0', ' ada', '\ufeffada', 'a\u200bda', 'ada\n', '\u3000', 'a\u0000da', 'a\ud800'])(
  'the sub %j is refused by all who read it, and by name',
  async (sub) => {
    await expect(mintToken(SECRET, { sub, ttlSeconds: 60 })).rejects.toThrow('sub is the id of a person')
    const token = await rawToken({ sub })
    await expect(verifyToken(SECRET, token)).rejects.toThrow('sub is the id of a person')
    expect(readClaims({ sub }, 'lesson' as RoomId, {})).toMatchObject({ fault: { code: 'bad-subject' } })
  },
)

test('a sub with white space within is taken as it is', async () => {
  const sub = 'Ada of 5b'
  const token = await mintToken(SECRET, { sub, ttlSeconds: 60 })
  expect(await verifyToken(SECRET, token)).toMatchObject({ sub })
  expect(readClaims({ sub }, 'lesson' as RoomId, {})).toMatchObject({ value: { id: sub } })
})

test('a token that would be longer than a relay takes is not made', async () => {
  const roomsOf = (count: number) => Array.from({ length: count }, (_, n) => `school/class-${n}`)
  const mint = (count: number) => mintToken(SECRET, { sub: 'ada', rooms: roomsOf(count), ttlSeconds: 60 })
  const token = await mint(300)
  expect(readMessage(writeV1Message.token(token), 'homeroom.v1')).toEqual(ok({ kind: 'token', token }))
  await expect(mint(400)).rejects.toThrow(/^The token would have \d+ bytes, and a relay takes 8192/)
})

test('verifyToken takes no short secret, and no list without one', async () => {
  await expect(verifyToken([], await rawToken())).rejects.toThrow('no secret')
  await expect(verifyToken([SECRET, 'short'], await rawToken())).rejects.toThrow('32 bytes')
})

test.each([undefined, null, 7, {}, { reveal: 7 }])(
  'what is no secret (%j), and claims that are none, are refused with words',
  async (none) => {
    const minted = mintToken(none as never, none as never)
    for (const word of ['32 bytes', 'sub is', 'ttlSeconds is']) await expect(minted).rejects.toThrow(word)
    await expect(minted).rejects.toThrow(TypeError)
    await expect(verifyToken(none as never, 'token')).rejects.toThrow('32 bytes')
  },
)
