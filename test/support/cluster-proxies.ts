import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readText } from './files.ts'
import { startNginxWith } from './nginx.ts'
import { adapt, freePort, proxyFolder, runProxy } from './proxy-process.ts'

/** Where clients and the API reach the relays. */
interface ClusterProxy {
  readonly url: string
  readonly wsUrl: string
}

/** The relays that the files of `deploy/cluster` name; a third one is put beside them. */
const NAMED = ['10.0.0.11:1234', '10.0.0.12:1234'] as const

const hostsOf = (urls: readonly string[]) => urls.map((url) => new URL(url).host)

const at = (port: number): ClusterProxy => ({
  url: `https://127.0.0.1:${port}`,
  wsUrl: `wss://127.0.0.1:${port}`,
})

export const startNginxCluster = async (urls: readonly string[]): Promise<ClusterProxy> => {
  const [one, ...others] = hostsOf(urls).map((host) => `server ${host} max_fails=0;`)
  return startNginxWith('deploy/cluster/nginx.conf', [
    [`server ${NAMED[0]} max_fails=0;`, `${one}`],
    [`server ${NAMED[1]} max_fails=0;`, others.join('\n')],
  ])
}

const startHaproxy = async (urls: readonly string[]): Promise<ClusterProxy> => {
  const folder = proxyFolder()
  const [port, plainPort] = [await freePort(), await freePort()]
  const both = ['fullchain', 'privkey'].map((name) => readFileSync(`${folder}/ssl/${name}.pem`, 'utf8'))
  writeFileSync(`${folder}/ssl/homeroom.pem`, both.join(''))
  const [one, ...others] = hostsOf(urls).map((host, index) => `server relay${index} ${host}`)
  const config = adapt(readText('deploy/cluster/haproxy.cfg'), [
    ['maxconn 20000', 'maxconn 256'],
    ['bind :443 ', `bind 127.0.0.1:${port} `],
    ['bind :80', `bind 127.0.0.1:${plainPort}`],
    ['/etc/ssl/homeroom/', `${folder}/ssl/`],
    [`server a ${NAMED[0]}`, `${one}`],
    [`server b ${NAMED[1]}`, others.join('\n  ')],
  ])
  writeFileSync(join(folder, 'haproxy.cfg'), config)
  await runProxy(at(port).url, 'haproxy', ['-f', join(folder, 'haproxy.cfg')], folder)
  return at(port)
}

const startCaddy = async (urls: readonly string[]): Promise<ClusterProxy> => {
  const folder = proxyFolder()
  const port = await freePort()
  const certificate = `tls ${folder}/ssl/fullchain.pem ${folder}/ssl/privkey.pem`
  const config = adapt(readText('deploy/cluster/Caddyfile'), [
    ['\tlog default {', '\tadmin off\n\tauto_https disable_redirects\n\tlog default {'],
    ['rooms.school.example {', `https://127.0.0.1:${port} {\n\t${certificate}`],
    ['/var/log/caddy/', `${folder}/log/`],
    [NAMED.join(' '), hostsOf(urls).join(' ')],
  ])
  writeFileSync(join(folder, 'Caddyfile'), config)
  const args = ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile']
  await runProxy(at(port).url, 'caddy', args, folder)
  return at(port)
}

/** Each proxy of `deploy/cluster`, for real, in front of relays; stopped when the test ends. */
export const CLUSTER_PROXIES: Readonly<Record<string, (urls: readonly string[]) => Promise<ClusterProxy>>> = {
  nginx: startNginxCluster,
  HAProxy: startHaproxy,
  Caddy: startCaddy,
}
