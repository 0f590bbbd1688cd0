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

/** The page from the relay, so that a new version is seen; from the cache if the relay fails or does not answer in time. */
const page = async (request: Request): Promise<Response> => {
  const asked = fetch(request)
  const late = new Promise<null>((resolve) => setTimeout(resolve, ANSWER_MS, null))
  const answer = await Promise.race([asked.catch(() => null), late])
  if (answer !== null && answer.status < 500) return answer
  return (await kept('')) ?? asked
}

const file = async (path: string, request: Request): Promise<Response> => (await kept(path)) ?? fetch(request)

self.addEventListener('install', (event) => event.waitUntil(install()))
self.addEventListener('activate', (event) => event.waitUntil(activate()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const path = pathBelowScope(request.url)
  if (request.method !== 'GET' || path === null) return
  // The page is matched by its path alone, and stored without the query: a room or a token in it is never kept.
  // All other requests go to the network: the API, metrics, rooms.
  if (request.mode === 'navigate') {
    if (path === '' || path === 'index.html') event.respondWith(page(request))
  } else if (files.includes(path)) event.respondWith(file(path, request))
})
