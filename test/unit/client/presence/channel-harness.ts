import { vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { writeStates } from '../../../../client/presence/awareness-writer.ts'
import { PresenceChannel } from '../../../../client/presence/presence-channel.ts'
import type { StatesChange } from '../../../../client/presence/states.ts'
import { listenToStock } from '../../../../client/presence/stock-presence.ts'
import type { Welcome } from '../../../../shared/index.ts'
import { onTestCleanup } from '../../../support/cleanup.ts'
import { fakeEnvironment } from '../../../support/fake-environment.ts'
import { fakeConnection } from '../fake-relay.ts'

/** The clientID of the channel's own client. */
export const OWN = 1

/** A presence channel with both of its ends in the hands of the test. */
export const channelHarness = ({ throttleMs = 50 } = {}) => {
  const fake = fakeEnvironment()
  const doc = new Y.Doc()
  doc.clientID = OWN
  const awareness = new Awareness(doc)
  awareness.setLocalState({ name: 'self' })
  const { connection, said, give } = fakeConnection()
  const events: [name: string, change: StatesChange][] = []
  for (const name of ['change', 'update']) {
    awareness.on(name, (what: StatesChange, origin: unknown) => {
      if (origin !== 'local') events.push([name, what])
    })
  }
  const faults: string[] = []
  const onSnapshot = vi.fn()
  const protocol: { welcome: Pick<Welcome, 'limits'> | null } = { welcome: null }
  const channel = new PresenceChannel({
    awareness,
    write: (said) => writeStates(awareness, said, fake.environment.report),
    channel: connection,
    environment: fake.environment,
    throttleMs,
    self: { isPresent: { get: () => true }, stamps: () => ({}) },
    protocol,
    onSnapshot,
    onCrowd: () => undefined,
    onFault: (code, text) => faults.push(`${code}: ${text}`),
  })
  listenToStock(connection, awareness, (said) => channel.take(said))
  onTestCleanup(() => {
    channel.stop()
    awareness.destroy()
  })
  return {
    channel,
    connection,
    awareness,
    said,
    give,
    pass: fake.pass,
    onSnapshot,
    hint: fake.give,
    /** The relay has welcomed this client; `presencePerSecond` is not said by an older relay. */
    welcome: (presencePerSecond?: number) => {
      const limits = { stateBytes: 16_384, updateBytes: 8_388_608 }
      protocol.welcome = {
        limits: presencePerSecond === undefined ? limits : { ...limits, presencePerSecond },
      }
      channel.flush()
    },
    /** What could not be sent, since the last call. */
    faults: () => faults.splice(0),
    /** The events since the last call. */
    events: () => events.splice(0),
    others: () => new Map([...awareness.getStates()].filter(([clientId]) => clientId !== OWN)),
  }
}
