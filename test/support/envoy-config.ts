import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Root } from 'protobufjs'
import protojson from 'protobufjs/ext/protojson.js'

const modules = (path: string): string =>
  fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url))

/** Envoy's own definitions of its configuration, and what they are built on. */
const DEFINITIONS = [
  ...['envoy-api', 'googleapis', 'protoc-gen-validate', 'xds'].map((name) =>
    modules(`@grpc/grpc-js-xds/deps/${name}/`),
  ),
  modules('protobufjs/'),
]

/** The whole, and what a file names by its type. */
const FILES = [
  'envoy/config/bootstrap/v3/bootstrap.proto',
  'envoy/extensions/filters/http/router/v3/router.proto',
  'envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager.proto',
  'envoy/extensions/transport_sockets/tls/v3/tls.proto',
]

const load = (): Root => {
  const root = new Root()
  root.resolvePath = (_from, file) =>
    DEFINITIONS.map((folder) => `${folder}${file}`).find((path) => existsSync(path)) ?? null
  root.loadSync(FILES, { keepCase: true })
  root.resolveAll()
  return root
}

let definitions: Root | undefined

/**
 * Reads a configuration as Envoy does: by its definitions, of which each name and each value must be one.
 *
 * @throws Error that names the field that is none, or has a value that it cannot have.
 */
export const readEnvoyConfig = (config: unknown): void => {
  definitions ??= load()
  protojson.fromJson(definitions.lookupType('envoy.config.bootstrap.v3.Bootstrap'), config)
}
