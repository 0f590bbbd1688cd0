// The page that the relay was given: its files as they lie in a folder, compressed where that was done when they were built.
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { etag } from 'hono/etag'
import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'
import type { Env } from './env.ts'

/** What a page is made of; the rest of the paths are rooms. */
const PAGE_PATHS = [
  ...['/', '/index.html', '/assets/*'],
  ...['/favicon.svg', '/icon.svg', '/manifest.webmanifest', '/sw.js'],
]

/** The pages have business with nobody but this relay, and no code or style of theirs stands in their HTML. */
const POLICY = {
  defaultSrc: ["'self'"],
  objectSrc: ["'none'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
}

/** A name as bundlers make it, with a hash of the content: of 8 characters, which are not all small letters, as a word is. */
const HASHED = /\/assets\/.*[-.](?=[\w-]*[\dA-Z_])[\w-]{8,}\.\w+$/

/** A year, the longest that RFC 9111 knows: under this name nothing else will ever be. */
const FOR_EVER = 'public, max-age=31536000, immutable'

/** It is kept, and asked for again each time: what has not changed is a 304. */
const ASKED_AGAIN = 'no-cache'

const kept = createMiddleware<Env>(async (c, next) => {
  await next()
  // A file that is not there is another route's answer.
  if (!c.res.ok) return
  c.header('Cache-Control', HASHED.test(c.req.path) ? FOR_EVER : ASKED_AGAIN)
  if (!c.res.headers.has('Vary')) c.header('Vary', 'Accept-Encoding')
})

/** What serves a file of a folder to a page that is allowed nothing else. */
export const pageFrom = (page: string, path: string, file?: string) =>
  [
    secureHeaders({ contentSecurityPolicy: POLICY }),
    etag(),
    kept,
    serveStatic({
      root: page,
      precompressed: true,
      rewriteRequestPath: (asked) => asked.slice(path.length),
      ...(file !== undefined && { path: file }),
    }),
  ] as const

/** Serves the classroom at `/`, and the inspector at `/inspect`. */
export const servePage = (app: Hono<Env>, page: string, path: string): void => {
  // Below a path: what the page consists of is named from the slash on.
  if (path !== '') app.get('/', (c) => c.redirect(`${path}/${new URL(c.req.url).search}`))
  for (const file of PAGE_PATHS) app.get(file, ...pageFrom(page, path))
  app.get('/inspect', ...pageFrom(page, path, 'inspect.html'))
}
