import { expect, test } from 'vitest'
import { onTestCleanup } from '../support/cleanup.ts'
import { caseOf } from '../support/document-cases/cases.ts'
import { Pinger, sendUpdates } from '../support/document-room.ts'
import { compare } from '../support/document-run.ts'
import { someSeed } from '../support/random.ts'
import { metricOf } from '../support/relay-metrics.ts'
import { runRelay } from '../support/run-command.ts'

const SIZES = [3, 20, 200]
/** Longer runs: `node bench/document-fuzz.ts`. */
const COMPARED = 250
const SENT = 30
const LARGE = 1_500

const seed = someSeed() % 2 ** 31

test(`[DO7] ${COMPARED} cases of updates, sound and hostile, make the document that Yjs makes of them (seed ${seed})`, () => {
  const refusals = new Set<string>()
  let differing = 0
  for (let index = 0; index < COMPARED; index++) {
    const made = caseOf(seed + index, SIZES)
    const { faults, taken } = compare(made)
    for (const { kind } of faults) if (kind === 'order') differing += 1
    const found = faults.filter(({ kind }) => kind !== 'order')
    expect(found, `seed ${made.seed}, size ${made.size}, ${made.family}`).toEqual([])
    for (const word of taken) refusals.add(word.split(':')[0] as string)
  }
  // Of what is inconsistent Yjs makes another document in another order; that is rare.
  expect(differing).toBeLessThan(COMPARED / 10)
  expect([...refusals]).toEqual(expect.arrayContaining(['whole', 'in-part', 'bad-update']))
}, 120_000)

test(`[DO7] a relay with 700 MiB of heap takes ${SENT} cases, and serves another room all the while (seed ${seed})`, async () => {
  const relay = await runRelay(['--data', ':memory:'], { NODE_OPTIONS: '--max-old-space-size=700' })
  const pinger = new Pinger(relay.wsUrl, 'quiet')
  onTestCleanup(() => pinger.end())
  for (let index = 0; index < SENT; index++) {
    const { updates, family, size } = caseOf(seed + index, index % 10 === 0 ? [LARGE] : SIZES)
    const about = `seed ${seed + index}, size ${size}, ${family}`
    const pings = await pinger.during(sendUpdates(relay.wsUrl, `case-${index}`, updates, 60_000))
    expect(pings, about).toBeGreaterThan(0)
    expect(relay.isRunning(), `${about}: ${relay.stderr()}`).toBe(true)
  }
  expect(await metricOf(relay.url, 'homeroom_failures_total')).toBe(0)
}, 180_000)
