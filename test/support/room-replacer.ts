/** A process that replaces the room `lesson` of a data file again and again until it is killed. */
import { changeDataFile } from '../../server/store/data-file.ts'

const [file = ''] = process.argv.slice(2)

await changeDataFile(file, async ({ store }) => {
  for (let round = 1; ; round++) {
    await store.replace('lesson', `epoch ${round}`, new Uint8Array(100 + (round % 7)).fill(round))
    process.stdout.write('.')
    // A line that writers stand in is not first come, first served: let the reader in.
    await new Promise(setImmediate)
  }
})
