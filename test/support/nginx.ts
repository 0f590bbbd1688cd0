import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { onTestCleanup } from './cleanup.ts'
import { readText } from './files.ts'
import { tempFolder } from './temp-folder.ts'
import { until } from './until.ts'

/** Debian has it where only root looks for commands. */
const PATH = `${process.env.PATH}:/usr/sbin`

/** As small as it can be, around a snippet that goes into the http context. */
const configAround = (snippet: string, folder: string) => `
  daemon off;
  pid ${folder}/nginx.pid;
  error_log ${folder}/start.log;
  events { worker_connections 256; }
  http {
    ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((use) => `${use}_temp_path ${folder}/${use};`).join('\n')}
    ${snippet}
  }`

/** Changes what is about the machine and its name in a file of `deploy`; each must be there. */
const adapt = (text: string, changes: readonly (readonly [string, string])[]): string =>
  changes.reduce((adapted, [from, to]) => {
    if (!adapted.includes(from)) throw new Error(`the snippet does not say ${JSON.stringify(from)}`)
    return adapted.replaceAll(from, to)
  }, text)

const freePort = (): Promise<number> => {
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

/** A real nginx with `deploy/nginx.conf` in front of a relay; stopped when the test ends. */
export const startNginx = async (relayUrl: string) => {
  const folder = tempFolder()
  const [plainPort, port] = [await freePort(), await freePort()]
  for (const name of ['log', 'ssl']) mkdirSync(join(folder, name))
  makeCertificate(join(folder, 'ssl'))
  const snippet = adapt(readText('deploy/nginx.conf'), [
    ['server 127.0.0.1:1234;', `server ${new URL(relayUrl).host};`],
    ['listen 80;', `listen 127.0.0.1:${plainPort};`],
    ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
    ['listen [::]:80;', ''],
    ['listen [::]:443 ssl;', ''],
    ['/etc/ssl/homeroom/', `${folder}/ssl/`],
    ['/var/log/nginx/', `${folder}/log/`],
  ])
  const config = join(folder, 'nginx.conf')
  writeFileSync(config, configAround(snippet, folder))
  const child = spawn('nginx', ['-p', folder, '-c', config], { env: { PATH }, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('close', resolve))
  onTestCleanup(() => {
    child.kill('SIGTERM')
    return ended
  })

  const url = `https://127.0.0.1:${port}`
  const isUp = () =>
    fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    )
  await until(isUp, 'nginx answers for the relay')
  return {
    url,
    wsUrl: `wss://127.0.0.1:${port}`,
    plainUrl: `http://127.0.0.1:${plainPort}`,
    accessLog: () => readFileSync(`${folder}/log/homeroom.log`, 'utf8'),
    /** Everything else that it has written of what went wrong. */
    errorLogs: () =>
      [`${folder}/log/homeroom.error.log`, `${folder}/start.log`]
        .map((file) => readFileSync(file, 'utf8'))
        .join(''),
  }
}
