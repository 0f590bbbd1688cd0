/** Homeroom from its sources, with as many workers as its argument says; they start this file, too. */
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { run } from '../../server/cli.ts'
import { serve } from './serve.ts'

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

const args = process.argv.slice(2)
if (args[0] === 'worker') {
  await run(args, {})
} else {
  const port = await freePort()
  const own = ['--workers', args[0] ?? '2', '--port', `${port}`, '--data', ':memory:', '--log', 'error']
  const exitCode = await run(['serve', ...own, '--limit', 'joins=2000'], {})
  if (exitCode === null) serve(port)
  else process.exitCode = exitCode
}
