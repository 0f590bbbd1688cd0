/**
 * What a load needs, by the costs that `npm run bench:nodes` has measured.
 *
 * Run: node bench/model/run.ts [--people 100000] [--room 30] [--moving 0.05] [--hz 10] [--edits 0.033] [--any-node]
 */
import { readFlags } from '../flags.ts'
import { readCosts } from './costs.ts'
import { size } from './model.ts'

const flags = readFlags(import.meta.url, {
  people: { type: 'string', default: '100000' },
  room: { type: 'string', default: '30' },
  moving: { type: 'string', default: '0.05' },
  hz: { type: 'string', default: '10' },
  edits: { type: 'string', default: '0.033' },
  'any-node': { type: 'boolean', default: false },
})

const numberOf = (name: 'people' | 'room' | 'moving' | 'hz' | 'edits', least = 0): number => {
  const value = Number(flags[name])
  if (Number.isFinite(value) && value >= least) return value
  process.stderr.write(`--${name} is a number of at least ${least}, and not ${flags[name]}\n`)
  process.exit(1)
}

const sizing = size(
  {
    people: numberOf('people', 1),
    roomSize: numberOf('room', 1),
    moving: numberOf('moving'),
    hz: numberOf('hz'),
    edits: numberOf('edits'),
    hasAffinity: !flags['any-node'],
  },
  readCosts(),
)
for (const [name, value] of Object.entries(sizing))
  process.stdout.write(`${name}: ${typeof value === 'number' ? Number(value.toPrecision(3)) : value}\n`)
