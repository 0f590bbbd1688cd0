import { expect, test } from 'vitest'
import { launchBrowser } from '../support/browser.ts'
import { someSeed } from '../support/random.ts'
import { serveFolder } from '../support/static-server.ts'
import { buildEditorPages } from './build-page.ts'
import { ChaosRoom, type Tally } from './chaos-round.ts'

/** A longer run: `HOMEROOM_CHAOS_MINUTES=30 npx vitest run --project browser test/browser/client-chaos.test.ts`. */
const MINUTES = Number(process.env.HOMEROOM_CHAOS_MINUTES ?? 1 / 3)

const seed = someSeed()
const browser = await launchBrowser()
const pages = await serveFolder(await buildEditorPages(['offline']))

test(`[X1] [X2] [CL9] whatever IndexedDB, the network and the app's listeners do, what was typed arrives, or its page says that it did not (seed ${seed})`, {
  timeout: MINUTES * 60_000 + 300_000,
}, async () => {
  const tally: Tally = new Map()
  const endMs = performance.now() + MINUTES * 60_000
  const newBrowser = async () => (await browser.newPerson()).context()
  let rounds = 0
  while (rounds === 0 || performance.now() < endMs) {
    // The seed of this round is all that it takes to have it again.
    const own = seed + rounds
    const room = await ChaosRoom.open({ seed: own, pages, newBrowser, tally })
    try {
      await room.run()
    } catch (error) {
      const steps = room.steps.map((step, n) => `${n}: ${step}`).join('\n')
      throw new Error(`HOMEROOM_SEED=${own} has it again:\n${steps}`, { cause: error })
    } finally {
      await room.close()
    }
    rounds += 1
  }
  console.info(`rounds: ${rounds}\n${[...tally].map(([what, times]) => `${what}: ${times}`).join('\n')}`)
  expect(tally.get('entries compared')).toBeGreaterThan(0)
})
