import { expect, test } from 'vitest'
import { claimsOf } from '../../client/claims.ts'
import { clientRoom } from '../support/client-room.ts'
import { runRelay } from '../support/run-command.ts'
import { tempFile } from '../support/temp-folder.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

test('[CM8] a relay that is killed gives the pens back that a host has given, with the right to write, and to nobody else', async () => {
  const file = tempFile()
  const start = (port: string) =>
    runRelay(['--data', file, '--port', port, '--anonymous', 'view'], { HOMEROOM_SECRET: SECRET })
  const relay = await start('0')
  const join = async (name: string, role: 'host' | 'attendee') => {
    const room = clientRoom(relay.wsUrl, 'lesson', {
      token: () => token({ sub: name, name, role }),
      presence: { name, x: 0 },
    })
    const claims = claimsOf(room.room)
    await room.connected()
    return { ...room, claims, role: () => room.welcome.get()?.identity.rights }
  }
  const teacher = await join('teacher', 'host')
  const [ada, eve] = [await join('ada', 'attendee'), await join('eve', 'attendee')]
  await teacher.claims.give('pen', await teacher.waitFor('ada'), { writes: true })
  await until(() => ada.role() === 'member' && ada.claims.holderOf('pen')?.isOwn === true)
  ada.text.insert(0, 'before')
  await until(() => teacher.text.toString() === 'before')

  relay.kill('SIGKILL')
  await relay.exited()
  ada.text.insert(6, ', meanwhile')
  await start(new URL(relay.url).port)
  const isBack = ({ sockets, status }: typeof ada) => sockets.length > 1 && status.get().state === 'connected'
  await until(() => [ada, eve, teacher].every(isBack), 'all are back')
  await until(() => ada.claims.holderOf('pen')?.isOwn === true, 'she has it again')
  await until(() => ada.role() === 'member', 'she may write')
  ada.text.insert(ada.text.length, ' and after')
  await until(() => teacher.text.toString() === 'before, meanwhile and after', 'the host has it')
  await until(() => eve.claims.holderOf('pen')?.name === 'ada', 'everybody sees it')
  expect(await eve.claims.take('pen')).toMatchObject({ fault: { code: 'claim-taken' } })
  expect(eve.role()).toBe('attendee')

  expect(await teacher.claims.give('pen', null)).toEqual({ ok: true })
  await until(() => ada.role() === 'attendee', 'it is taken from her')
})
