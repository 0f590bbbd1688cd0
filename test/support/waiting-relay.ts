/**
 * A relay in a process of its own that has loaded its code and waits: at SIGUSR2 it opens its file and listens, which
 * takes a moment where the start of a process takes a hundred. Its argument is the file.
 */
import { createRelay, type Log, sqliteStore } from '../../server/index.ts'

const [file = ''] = process.argv.slice(2)

const say = (fields: object, message: string) =>
  process.stderr.write(`${message} ${JSON.stringify(fields)}\n`)
const ignore = () => undefined
const log: Log = { debug: ignore, info: ignore, warn: say, error: say }

process.once('SIGUSR2', async () => {
  const relay = createRelay({ store: sqliteStore(file), log })
  const { url } = await relay.listen()
  process.stdout.write(`listening on ${url}\n`)
})
process.stdout.write('waiting\n')
// Nothing else keeps the process until then.
setInterval(ignore, 60_000)
