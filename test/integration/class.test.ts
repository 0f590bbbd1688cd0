import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { apiClient } from '../support/api-client.ts'
import { clientRoom } from '../support/client-room.ts'
import { refusedUpgrade } from '../support/http.ts'
import { joinLinks } from '../support/join-links.ts'
import { runNode } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { until } from '../support/until.ts'

/** The real command, once it has said its links. */
const runClass = async (args: readonly string[]) => {
  const command = runNode('server/bin.ts', ['class', ...args, '--port', '0', '--no-open'])
  const [, url = '', hostCode = '', code = ''] = await until(
    () => {
      if (!command.isRunning()) throw new Error(`the class did not start: ${command.stderr()}`)
      return /Host: +(http\S+)\/\?room=\S+#join=([\w-]{22})\n.*code {2}(\d{3}-\d{3}-\d{3})\n/s.exec(
        command.stdout(),
      )
    },
    'the class has begun',
    30_000,
  )
  return { ...command, url, wsUrl: url.replace('http', 'ws'), hostCode, code }
}

test('[CO8] a class has a link that makes hosts and one for everyone, and they are the same after a restart', async () => {
  const data = tempFile()
  const first = await runClass(['school/7b', '--data', data, '--desks', '28'])
  expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const { join } = joinLinks(first.url, 'school/7b')
  const [teacher, pupil] = [await join(first.hostCode), await join(first.code)]
  expect(teacher).toMatchObject({ room: 'school/7b', role: 'host' })
  expect(pupil).toMatchObject({ room: 'school/7b', role: 'attendee' })
  // Nobody is in such a room without a link.
  expect(await refusedUpgrade(`${first.wsUrl}/school/7b`)).toMatchObject({ close: 4401 })
  const host = clientRoom(first.wsUrl, 'school/7b', { token: teacher.token, presence: { name: 'Ada' } })
  await host.connected()
  const ofRoom = apiClient(first.url, teacher.token)
  expect((await ofRoom.get('/rooms/school%2F7b/links')).json.links).toHaveLength(2)
  // The page saves it as CSV.
  expect((await ofRoom.get('/rooms/school%2F7b/attendance')).status).toBe(200)
  expect(first.stdout()).not.toContain('there before')
  expect(host.room.doc.getMap('settings').toJSON()).toEqual({ desks: 28 })
  host.room.doc.getMap('settings').set('rows', 2)
  await until(() => host.room.saved.get().state === 'saved')
  first.kill('SIGTERM')
  expect(await first.exited()).toBe(0)
  const again = await runClass(['school/7b', '--data', data, '--desks', '5'])
  await until(() => again.stdout().includes('The room was there before, with its desks'))
  expect([again.hostCode, again.code]).toEqual([first.hostCode, first.code])
  const back = clientRoom(again.wsUrl, 'school/7b', { token: pupil.token, presence: {} })
  await back.connected()
  expect(back.room.doc.getMap('settings').toJSON()).toEqual({ desks: 28, rows: 2 })
})

test('[CO8] a class that listens on this machine alone says so, and gives no link that others could not open', async () => {
  const { stdout, url } = await runClass(['7b', '--data', ':memory:', '--host', '127.0.0.1'])
  await until(() => stdout().includes('By --host only this machine reaches the class'))
  expect(stdout()).toContain(`Join:      ${url} `)
})

test('[CO8] the secret of a class is kept beside its data file, for its owner alone, and a file without one is said', async () => {
  const data = tempFile()
  const first = await runClass(['7b', '--data', data])
  expect(statSync(`${data}.secret`).mode & 0o077).toBe(0)
  const secret = readFileSync(`${data}.secret`, 'utf8').trim()
  expect((await apiClient(first.url, secret).get('/rooms')).status).toBe(200)
  expect(first.stdout() + first.stderr()).not.toContain(secret)
  first.kill('SIGTERM')
  await first.exited()
  writeFileSync(`${data}.secret`, 'short\n')
  const bad = runNode('server/bin.ts', ['class', '7b', '--data', data, '--port', '0', '--no-open'])
  expect(await bad.exited()).toBe(1)
  expect(bad.stderr()).toContain(`${data}.secret holds no secret`)
})
