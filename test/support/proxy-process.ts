// What the proxies of the tests have in common: a free port, a certificate, a process that ends with the test.
import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { onTestCleanup } from './cleanup.ts'
import { tempFolder } from './temp-folder.ts'
import { until } from './until.ts'

/** Debian has them where only root looks for commands. */
const PATH = `${process.env.PATH}:/usr/sbin`

/** Changes what is about the machine and its name in a file of `deploy`; each must be there. */
export const adapt = (text: string, changes: readonly (readonly [string, string])[]): string =>
  changes.reduce((adapted, [from, to]) => {
    if (!adapted.includes(from)) throw new Error(`the snippet does not say ${JSON.stringify(from)}`)
    return adapted.replaceAll(from, to)
  }, text)

export const freePort = (): Promise<number> => {
  const { promise, resolve } = Promise.withResolvers<number>()
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    server.close(() => resolve(port))
  })
  return promise
}

/** A certificate for this machine, which this process believes in until the test ends. */
const makeCertificate = (folder: string): void => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1']
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1']
  const files = ['-keyout', `${folder}/privkey.pem`, '-out', `${folder}/fullchain.pem`]
  execFileSync('openssl', ['req', '-x509', ...key, ...subject, ...files], { stdio: 'pipe' })
  const known = getCACertificates('default')
  setDefaultCACertificates([...known, readFileSync(`${folder}/fullchain.pem`, 'utf8')])
  onTestCleanup(() => setDefaultCACertificates(known))
}

/** A folder of a proxy, with a certificate in `ssl`, and `log`. */
export const proxyFolder = (): string => {
  const folder = tempFolder()
  for (const name of ['log', 'ssl']) mkdirSync(join(folder, name))
  makeCertificate(join(folder, 'ssl'))
  return folder
}

/** Runs a proxy that answers at `url`, until the test ends. */
export const runProxy = async (url: string, command: string, args: readonly string[], folder: string) => {
  const env = { PATH, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
  const child = spawn(command, args, { env, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('close', resolve))
  onTestCleanup(() => {
    child.kill('SIGTERM')
    return ended
  })
  const isUp = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(isUp, `${command} answers for the relay`)
}
