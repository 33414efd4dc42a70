/** Sign-out reaches every tab of this browser at once. */
const CHANNEL = 'topsmile'
const SIGNED_OUT = 'signed-out'

export function tellOtherTabs(): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(SIGNED_OUT)
  channel.close()
}

export function onSignedOutElsewhere(act: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }) => data === SIGNED_OUT && act()
  return () => channel.close()
}

/** Only a path of our own is worth returning to: `//evil.example` and `https:` are not. */
export function safePath(path: unknown): string | null {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path)) return null
  const url = new URL(path, location.origin)
  return url.origin === location.origin ? url.pathname + url.search + url.hash : null
}

export const homeOf = (role: string) => (role === 'patient' ? '/portal' : '/staff')

/** Where to go after signing in. A page of the other side of the desk is no place to return to. */
export function destination(next: string | undefined, role: string): string {
  const foreign = role === 'patient' ? '/staff' : '/portal'
  return next && !next.startsWith(foreign) ? next : homeOf(role)
}
