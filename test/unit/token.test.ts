import { expect, test } from 'vitest'
import { mintToken, TokenError, verifyToken } from '../../server/token.ts'
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

test('verifyToken takes no short secret, and no list without one', async () => {
  await expect(verifyToken([], await rawToken())).rejects.toThrow('no secret')
  await expect(verifyToken([SECRET, 'short'], await rawToken())).rejects.toThrow('32 bytes')
})
