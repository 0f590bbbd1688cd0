/**
 * Where the time of the relay's thread goes, as flame graphs in text: one for each load, in `bench/flames`. V8's profiler takes a
 * sample in each 200 µs, from the joins on; half a minute for a load.
 *
 * Run: npm run flames [-- --only classroom,typing]
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { CONTENDERS } from './contenders.ts'
import { namedIn, readFlags } from './flags.ts'
import { type Flame, flameText } from './flame.ts'
import { describeMachine } from './machine.ts'
import { startRelay } from './relay-process.ts'
import { SCENARIOS } from './scenarios/index.ts'
import { FULL } from './settings.ts'

const LOADS = ['classroom', 'rooms', 'watchers', 'typing', 'crowd-moving']

/** Code is compiled by then, and the joins are a small part of the whole. */
const SETTINGS = { ...FULL, warmUpMs: 5_000, measuredMs: 20_000, repeats: 1 }

const flags = readFlags(import.meta.url, { only: { type: 'string' } })
const scenarios = namedIn('only', SCENARIOS, flags.only ?? LOADS.join(','))

const folder = new URL('flames/', import.meta.url)
mkdirSync(folder, { recursive: true })
const { cpu, node } = describeMachine(false)
const contenders = CONTENDERS.filter(({ name }) => name === 'homeroom-v1')
for (const scenario of scenarios)
  await scenario.run({
    settings: SETTINGS,
    contenders,
    async measure(contender, { case: of }, run) {
      // On any core: on one of its own the profiler has no turn while the thread works, and takes short work for none.
      const args = contender.file === 'homeroom-crowd.ts' ? ['crowd'] : []
      const relay = await startRelay('homeroom-profiled.ts', args, contender.nodeFlags, 'any')
      try {
        await relay.ask('profile')
        const measured = await run(relay, contender, SETTINGS)
        const all = await relay.ask<Flame>('profiled')
        const name = of === undefined ? scenario.name : `${scenario.name}-${of}`
        const head = `${scenario.title}${of === undefined ? '' : ` (${scenario.caseTitle}: ${of})`}. homeroom.v1; ${cpu}, Node ${node}`
        const columns =
          'Per cent of the time in which the thread worked: with what was called, and without it; from 1 % on.'
        writeFileSync(new URL(`${name}.txt`, folder), `${head}\n${columns}\n\n${flameText(all)}\n`)
        process.stdout.write(`${name}: ${Math.round(all.totalMs)} ms\n`)
        return measured
      } finally {
        await relay.stop()
      }
    },
  })
process.exit()
