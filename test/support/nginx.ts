import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from './files.ts'
import { adapt, freePort, proxyFolder, runProxy } from './proxy-process.ts'

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

/** What a file of `deploy` for nginx says of the machine that it is on. */
const machine = (folder: string, plainPort: number, port: number): readonly (readonly [string, string])[] => [
  ['listen 80;', `listen 127.0.0.1:${plainPort};`],
  ['listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`],
  ['listen [::]:80;', ''],
  ['listen [::]:443 ssl;', ''],
  ['/etc/ssl/homeroom/', `${folder}/ssl/`],
  ['/var/log/nginx/', `${folder}/log/`],
]

/** A real nginx with a file of `deploy`, in which `relays` are put; stopped when the test ends. */
export const startNginxWith = async (file: string, relays: readonly (readonly [string, string])[]) => {
  const folder = proxyFolder()
  const [plainPort, port] = [await freePort(), await freePort()]
  const snippet = adapt(readText(file), [...relays, ...machine(folder, plainPort, port)])
  const config = join(folder, 'nginx.conf')
  writeFileSync(config, configAround(snippet, folder))
  const url = `https://127.0.0.1:${port}`
  await runProxy(url, 'nginx', ['-p', folder, '-c', config], folder)
  return {
    url,
    wsUrl: `wss://127.0.0.1:${port}`,
    plainUrl: `http://127.0.0.1:${plainPort}`,
    accessLog: () => readFileSync(`${folder}/log/homeroom.log`, 'utf8'),
    /** Everything else that it has written of what went wrong. */
    errorLogs: () =>
      [`${folder}/log/homeroom.error.log`, `${folder}/start.log`]
        .map((name) => readFileSync(name, 'utf8'))
        .join(''),
  }
}

/** A real nginx with `deploy/nginx.conf` in front of a relay; stopped when the test ends. */
export const startNginx = (relayUrl: string) =>
  startNginxWith('deploy/nginx.conf', [['server 127.0.0.1:1234;', `server ${new URL(relayUrl).host};`]])
