import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as jose from 'jose'
import { expect, test } from 'vitest'
import { type Clock, systemClock } from '../../server/index.ts'
import { onTestCleanup } from '../support/cleanup.ts'
import { openSocket, refusedUpgrade } from '../support/http.ts'
import { memoryLog } from '../support/memory-log.ts'
import { startRelay } from '../support/start-relay.ts'
import { stockClient } from '../support/stock-client.ts'
import { until } from '../support/until.ts'

const keyPair = async (alg: string) => {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await jose.exportJWK(publicKey)), kid: alg, alg, use: 'sig' }
  const sign = (claims: jose.JWTPayload = {}) =>
    new jose.SignJWT(claims)
      .setProtectedHeader({ alg, kid: alg })
      .setSubject('ada')
      .setExpirationTime('1m')
      .sign(privateKey)
  return { jwk, sign }
}

const keyFile = (keys: jose.JWK[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'homeroom-'))
  onTestCleanup(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'jwks.json')
  writeFileSync(file, JSON.stringify({ keys }))
  return file
}

test.each(['RS256', 'ES256', 'EdDSA'])('[GA3] a key set in a file verifies %s', async (alg) => {
  const { jwk, sign } = await keyPair(alg)
  const { wsUrl } = await startRelay({ jwks: keyFile([jwk]) })
  const a = stockClient(wsUrl, 'lesson', { params: { token: await sign({ name: 'Ada' }) }, state: {} })
  const b = stockClient(wsUrl, 'lesson', { params: { token: await sign() }, state: {} })
  expect(await b.waitFor(a)).toMatchObject({ id: 'ada', name: 'Ada' })
})

test('[GA3] issuer and audience must fit where they are set', async () => {
  const { jwk, sign } = await keyPair('ES256')
  const { wsUrl } = await startRelay({
    jwks: keyFile([jwk]),
    issuer: 'https://id.example',
    audience: 'homeroom',
  })
  const good = await sign({ iss: 'https://id.example', aud: 'homeroom' })
  await stockClient(wsUrl, 'lesson', { params: { token: good } }).synced()
  for (const claims of [{}, { iss: 'https://id.example', aud: 'mail' }, { iss: 'evil', aud: 'homeroom' }]) {
    expect(await refusedUpgrade(`${wsUrl}/lesson?token=${await sign(claims)}`)).toMatchObject({ close: 4402 })
  }
})

test('[GA3] a public key is no HS256 secret, and "none" is no signature', async () => {
  const { jwk } = await keyPair('RS256')
  const { wsUrl } = await startRelay({ jwks: keyFile([jwk]) })
  const forged = await new jose.SignJWT({ sub: 'root' })
    .setProtectedHeader({ alg: 'HS256', kid: 'RS256' })
    .setExpirationTime('1m')
    .sign(new TextEncoder().encode(JSON.stringify(jwk)))
  const none = new jose.UnsecuredJWT({ sub: 'root' }).setExpirationTime('1m').encode()
  for (const jwt of [forged, none]) {
    expect(await refusedUpgrade(`${wsUrl}/lesson?token=${jwt}`)).toMatchObject({ close: 4402 })
  }
})

test('[GA3] a key set at a URL is fetched; where it cannot be, that is 503 and not 401', async () => {
  const { jwk, sign } = await keyPair('ES256')
  let isUp = false
  const server = createServer((_request, response) => {
    response.statusCode = isUp ? 200 : 500
    response.end(isUp ? JSON.stringify({ keys: [jwk] }) : '')
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestCleanup(() => server.close())
  const { port } = server.address() as AddressInfo
  const { wsUrl } = await startRelay({ jwks: `http://127.0.0.1:${port}/jwks.json` })
  const jwt = await sign()
  const refused = await refusedUpgrade(`${wsUrl}/lesson?token=${jwt}`)
  expect(refused).toMatchObject({ status: 503, body: { error: 'auth-unavailable', retry: 'later' } })
  isUp = true
  await stockClient(wsUrl, 'lesson', { params: { token: jwt } }).synced()
})

/** A server of key sets, which answers as it is told, and counts. */
const keyServer = async (answer: (response: ServerResponse) => void) => {
  let asked = 0
  const server = createServer((_request, response) => {
    asked += 1
    answer(response)
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestCleanup(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { jwks: `http://127.0.0.1:${port}/jwks.json`, asked: () => asked }
}

test('[GA3][X33] 30 tokens while the key set is away cost one fetch, and one line of the log', async () => {
  const { jwk, sign } = await keyPair('ES256')
  let isUp = false
  const { jwks, asked } = await keyServer((response) => {
    response.statusCode = isUp ? 200 : 503
    response.end(isUp ? JSON.stringify({ keys: [jwk] }) : '')
  })
  let aheadMs = 0
  const clock: Clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs }
  const { log, lines } = memoryLog()
  const { wsUrl } = await startRelay({ jwks, log, clock })
  const refused = async () => refusedUpgrade(`${wsUrl}/lesson?token=${await sign()}`)
  for (let count = 0; count < 30; count++) expect(await refused()).toMatchObject({ status: 503 })
  expect(asked()).toBe(1)
  expect(lines.filter(({ message }) => message === 'the key set cannot be read')).toHaveLength(1)
  isUp = true
  aheadMs += 5_000
  await openSocket(`${wsUrl}/lesson?token=${await sign()}`)
  expect(asked()).toBe(2)
  // Of a key that is not there, either.
  const other = await (await keyPair('RS256')).sign()
  for (let count = 0; count < 5; count++)
    expect(await refusedUpgrade(`${wsUrl}/lesson?token=${other}`)).toMatchObject({ close: 4402 })
  expect(asked()).toBe(2)
})

test('[GA3][X33] a key set without end is not read to its end', async () => {
  const { sign } = await keyPair('ES256')
  let sentBytes = 0
  let isCut = false
  const { jwks } = await keyServer((response) => {
    const chunk = ' '.repeat(64 * 1024)
    const go = () => {
      while (!response.destroyed) {
        sentBytes += chunk.length
        if (!response.write(chunk)) return
      }
    }
    response.on('drain', go)
    response.on('close', () => {
      isCut = true
    })
    go()
  })
  const { wsUrl } = await startRelay({ jwks })
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=${await sign()}`)).toMatchObject({ status: 503 })
  await until(() => isCut)
  // What lies in the buffers of two sockets comes on top.
  expect(sentBytes).toBeLessThan(32 * 1024 * 1024)
})

test('[GA3] a key set of a server that is not there is 503, and not a bad token', async () => {
  const { sign } = await keyPair('ES256')
  const { wsUrl } = await startRelay({ jwks: 'http://127.0.0.1:9/jwks.json' })
  expect(await refusedUpgrade(`${wsUrl}/lesson?token=${await sign()}`)).toMatchObject({
    status: 503,
    body: { error: 'auth-unavailable' },
  })
})
