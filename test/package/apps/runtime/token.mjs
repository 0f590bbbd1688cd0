// Mints and reads a token, and prints which packages that has loaded.
import { registerHooks } from 'node:module'

const packages = new Set()
registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context)
    packages.add(/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(found.url)?.[1] ?? found.url)
    return found
  },
})
const { mintToken, verifyToken } = await import('homeroom/token')
const secret = 'a secret of 32 bytes or more, kept on servers'
const { sub } = await verifyToken(secret, await mintToken(secret, { sub: 'ada', ttlSeconds: 60 }))
console.log(JSON.stringify({ sub, packages: [...packages].sort() }))
