/// <reference lib="webworker" />

/** The service worker: keeps the app itself, never what the API says. */
declare const self: ServiceWorkerGlobalScope & {
  __WB_MANIFEST: { url: string; revision: string | null }[]
}

const files = self.__WB_MANIFEST
const SHELLS = 'topsmile-shell-'
const SHELL = SHELLS + digest(JSON.stringify(files))
/** What is too heavy for everybody is kept once somebody has used it. */
const LATER = 'topsmile-later'
/** Booking may be framed by a clinic's own site, so its page comes with headers of its own. */
const BOOKING = '/book/'
const PAGE = '/index.html'
const PATIENCE = 4_000
const MOST_KEPT = 80

/** Only names a version; nothing depends on nobody guessing it. */
function digest(text: string): string {
  let sum = 5381
  for (let i = 0; i < text.length; i += 1) sum = (Math.imul(sum, 33) ^ text.charCodeAt(i)) >>> 0
  return sum.toString(36)
}

/** What has its hash in its name and is here already need not travel again. */
async function fetched(url: string, hashed: boolean): Promise<Response> {
  const known = hashed ? await caches.match(url, { ignoreVary: true }) : undefined
  const answer = known ?? (await fetch(url, { cache: hashed ? 'default' : 'reload' }))
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`)
  return answer
}

async function install(): Promise<void> {
  const shell = await caches.open(SHELL)
  const all = [...files.map(({ url, revision }) => ({ url: `/${url}`, hashed: revision === null }))]
  all.push({ url: BOOKING, hashed: false })
  await Promise.all(all.map(async ({ url, hashed }) => shell.put(url, await fetched(url, hashed))))
}

/** Other tabs may still show the version before, and need its parts until they are reloaded. */
async function tidy(): Promise<void> {
  const shells = (await caches.keys()).filter((name) => name.startsWith(SHELLS))
  const others = shells.filter((name) => name !== SHELL)
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)))
  const later = await caches.open(LATER)
  const kept = await later.keys()
  await Promise.all(kept.slice(0, -MOST_KEPT).map((request) => later.delete(request)))
}

/** The newest page there is; the one we keep when the server does not answer, or not in time. */
async function page(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname
  const ours = path.startsWith(BOOKING) ? BOOKING : PAGE
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE) })
    if (answer.status < 500) return answer
  } catch {
    // Nobody there: the app is, and says so itself.
  }
  const shell = await caches.open(SHELL)
  return (await shell.match(ours)) ?? Response.error()
}

async function asset(request: Request): Promise<Response> {
  const known = await caches.match(request, { ignoreVary: true })
  if (known) return known
  const answer = await fetch(request)
  if (answer.ok) await (await caches.open(LATER)).put(request, answer.clone())
  return answer
}

/** Icons and the like, which carry no hash. */
async function other(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (error) {
    const known = await caches.match(request, { ignoreVary: true })
    if (known) return known
    throw error
  }
}

self.addEventListener('install', (event) => event.waitUntil(install()))

self.addEventListener('activate', (event) =>
  event.waitUntil(tidy().then(() => self.clients.claim())),
)

self.addEventListener('message', ({ data }) => {
  if (data === 'take over') void self.skipWaiting()
})

self.addEventListener('fetch', (event: FetchEvent) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (pathname.startsWith('/assets/')) event.respondWith(asset(request))
  else event.respondWith(other(request))
})

export {}
