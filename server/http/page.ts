// The page that the relay was given: its files as they lie in a folder, compressed where that was done when they were built.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { etag } from 'hono/etag'
import { createMiddleware } from 'hono/factory'
import { secureHeaders } from 'hono/secure-headers'
import type { Env } from './env.ts'
import { pathBelow } from './path-below.ts'

/** What a page is made of; the rest of the paths are rooms. */
const PAGE_PATHS = [
  ...['/', '/index.html', '/assets/*'],
  ...['/favicon.svg', '/icon.svg', '/manifest.webmanifest', '/sw.js'],
]

/** The pages have business with nobody but this relay, and no code or style of theirs stands in their HTML. */
const POLICY = {
  defaultSrc: ["'self'"],
  // The pictures of a whiteboard are in its document. A picture runs nothing, and these ask no server for anything.
  imgSrc: ["'self'", 'data:', 'blob:'],
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

const HEADERS = [secureHeaders({ contentSecurityPolicy: POLICY }), etag(), kept] as const

/** What serves a file of a folder to a page that is allowed nothing else. */
export const pageFrom = (page: string, path: string, file?: string) =>
  [
    ...HEADERS,
    serveStatic({
      root: page,
      precompressed: true,
      rewriteRequestPath: (asked) => asked.slice(path.length),
      ...(file !== undefined && { path: file }),
    }),
  ] as const

/** Where the page shows a room as something else than a class; the room's name comes next, with slashes of its own. */
const KIND_PATHS = ['/board', '/board/*', '/doc', '/doc/*']

/** What the page's files are named from: its own folder, however deep below it a room is. */
const asSeenFrom = (html: string, path: string): string =>
  html.replaceAll('="./', `="${'../'.repeat(path.split('/').length - 1) || './'}`)

/**
 * The page of a room that is no class: it is the same one. A client that asks why it was refused has a room of such a name, and
 * wants no page.
 */
const kindPage = (page: string) =>
  createMiddleware<Env>(async (c, next) => {
    const html = (c.req.header('accept') ?? '').includes('text/html')
      ? await readFile(join(page, 'index.html'), 'utf8').catch(() => null)
      : null
    if (html === null) return next()
    c.header('Vary', 'Accept')
    return c.html(asSeenFrom(html, pathBelow(c)))
  })

/** Serves the page at `/`, at `/board` and at `/doc`, and the inspector at `/inspect`. */
export const servePage = (app: Hono<Env>, page: string, path: string): void => {
  // Below a path: what the page consists of is named from the slash on.
  if (path !== '') app.get('/', (c) => c.redirect(`${path}/${new URL(c.req.url).search}`))
  for (const file of PAGE_PATHS) app.get(file, ...pageFrom(page, path))
  for (const kind of KIND_PATHS) app.get(kind, ...HEADERS, kindPage(page))
  app.get('/inspect', ...pageFrom(page, path, 'inspect.html'))
}
