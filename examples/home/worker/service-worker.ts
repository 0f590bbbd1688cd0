declare const self: ServiceWorkerGlobalScope

/** The files of this version of the page, by their paths below the worker's own; `precache.ts` puts the list in. */
declare const PRECACHE: { readonly version: string; readonly files: readonly string[] }

const { version, files } = PRECACHE
const { scope } = self.registration
const NAME = 'homeroom-page-'
const CACHE = `${NAME}${version}`

/** How long a relay may take to answer before the page is shown from the cache, in ms: some networks connect and deliver nothing. */
const ANSWER_MS = 4_000

/** A URL's path below the worker's scope, without its query; null for a URL outside. */
const pathBelowScope = (url: string): string | null => {
  const { origin, pathname } = new URL(url)
  const plain = `${origin}${pathname}`
  return plain.startsWith(scope) ? plain.slice(scope.length) : null
}

/**
 * Stores all files or none. The browser's HTTP cache may hold an older page, so the relay is asked about each; what has the hash of its content in its
 * name can be no older, and a phone that has just loaded it does not load it once more.
 */
const install = async (): Promise<void> => {
  const cache = await caches.open(CACHE)
  await cache.addAll(
    files.map(
      (path) =>
        new Request(new URL(path, scope), { cache: path.startsWith('assets/') ? 'default' : 'no-cache' }),
    ),
  )
  await self.skipWaiting()
}

const activate = async (): Promise<void> => {
  const names = await caches.keys()
  await Promise.all(
    names.filter((name) => name.startsWith(NAME) && name !== CACHE).map((name) => caches.delete(name)),
  )
  await self.clients.claim()
}

const kept = async (path: string): Promise<Response | undefined> =>
  (await caches.open(CACHE)).match(new URL(path, scope))

/** The page below a folder of the worker's: its files are named from there. */
const asSeenFrom = async (answer: Response, path: string): Promise<Response> => {
  const depth = path.split('/').length - 1
  if (depth === 0) return answer
  const html = await answer.text()
  const headers = new Headers(answer.headers)
  // They are of the bytes that came.
  for (const name of ['content-encoding', 'content-length', 'etag']) headers.delete(name)
  return new Response(html.replaceAll('="./', `="${'../'.repeat(depth)}`), { headers })
}

/** The page from the relay, so that a new version is seen; from the cache if the relay fails or does not answer in time. */
const page = async (path: string, request: Request): Promise<Response> => {
  const asked = fetch(request)
  const late = new Promise<null>((resolve) => setTimeout(resolve, ANSWER_MS, null))
  const answer = await Promise.race([asked.catch(() => null), late])
  if (answer !== null && answer.status < 500) return answer
  const stored = await kept('')
  return stored === undefined ? asked : asSeenFrom(stored, path)
}

/** A file of the page; one that was not stored at first, as of a whiteboard, is stored now that it is used. */
const file = async (path: string, request: Request): Promise<Response> => {
  const stored = await kept(path)
  if (stored !== undefined) return stored
  const answer = await fetch(request)
  if (answer.ok) await (await caches.open(CACHE)).put(new URL(path, scope), answer.clone())
  return answer
}

/** The page, also as a whiteboard or a document. */
const PAGES = /^(index\.html|(board|doc)(\/.*)?)?$/

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const path = pathBelowScope(request.url)
  if (request.method !== 'GET' || path === null) return
  // The page is matched by its path alone, and stored without the query: a room or a token in it is never kept.
  // All other requests go to the network: the API, metrics, rooms.
  if (request.mode === 'navigate') {
    if (PAGES.test(path)) event.respondWith(page(path, request))
  } else if (files.includes(path) || path.startsWith('assets/')) event.respondWith(file(path, request))
})
