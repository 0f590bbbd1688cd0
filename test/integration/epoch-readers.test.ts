import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { SYNC } from '../../shared/index.ts'
import { syncFrame } from '../support/counting-client.ts'
import { type RawClient, rawClient } from '../support/raw-client.ts'
import { welcomesOf } from '../support/raw-signals.ts'
import { startRelay } from '../support/start-relay.ts'
import { SECRET, token } from '../support/tokens.ts'
import { until } from '../support/until.ts'

const RESET = 4409
const LATER = 1013

/** A relay that has nothing of a room, and clients that come with a copy of it. */
const lost = async () => {
  const { wsUrl } = await startRelay({ secrets: [SECRET] })
  return async (role: 'viewer' | 'member', epoch: string | null) =>
    rawClient(
      wsUrl,
      `lesson?token=${await token({ sub: role, role })}${epoch === null ? '' : `&epoch=${epoch}`}`,
      {
        isCompact: true,
      },
    )
}

const holds = (client: RawClient, epoch: string) =>
  until(() => welcomesOf(client).at(-1)?.epoch === epoch, `it is told ${epoch}`)

test('[EP3] a copy that is brought by somebody who may not write gives way to one of somebody who may', async () => {
  const join = await lost()
  const viewer = await join('viewer', 'false')
  await holds(viewer, 'false')
  const bystander = await join('viewer', null)
  await holds(bystander, 'false')
  const member = await join('member', 'true')
  await holds(member, 'true')
  await holds(bystander, 'true')
  expect(await viewer.closed).toMatchObject({ code: RESET })
  expect(await (await join('member', 'other')).closed).toMatchObject({ code: RESET })
  const doc = new Y.Doc()
  doc.getText('text').insert(0, 'again')
  member.send(syncFrame(SYNC.step2, Y.encodeStateAsUpdate(doc)))
  await holds(await join('viewer', 'true'), 'true')
  expect([member.isClosed(), bystander.isClosed()]).toEqual([false, false])
})

test('[EP3] of two that may not write the second one comes back later: which copy is true is not known yet', async () => {
  const join = await lost()
  const first = await join('viewer', 'one')
  await holds(first, 'one')
  expect(await (await join('viewer', 'two')).closed).toMatchObject({ code: LATER })
  const member = await join('member', 'two')
  await holds(member, 'two')
  await holds(await join('viewer', 'two'), 'two')
  expect(await first.closed).toMatchObject({ code: RESET })
})

test('[EP3] those that come back before anybody who may write stay: they have the same copy', async () => {
  const join = await lost()
  const viewers = [await join('viewer', 'one'), await join('viewer', 'one')]
  for (const viewer of viewers) await holds(viewer, 'one')
  const member = await join('member', 'one')
  await holds(member, 'one')
  expect(await (await join('member', 'two')).closed).toMatchObject({ code: RESET })
  for (const viewer of viewers) expect(viewer.isClosed()).toBe(false)
})
