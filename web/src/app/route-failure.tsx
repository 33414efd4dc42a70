import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useMatches, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { kindOf } from '@/lib/errors'
import { Failure } from '@/ui/failure'
import { PublicFrame } from './frames/public-frame'
import { isWithinShell } from './within-shell'

/** Once: to be drawn again on the way there must not begin it anew, nor a guard that was faster. */
function ToTheDoor() {
  const router = useRouter()
  useEffect(() => {
    const { href, pathname } = router.state.location
    if (pathname !== '/login')
      router.navigate({ to: '/login', search: { next: href }, replace: true })
  }, [router])
  return null
}

/** What a route shows instead of itself. Someone who must sign in comes back to where they were. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const { reset: forget } = useQueryErrorResetBoundary()
  const within = useMatches({ select: isWithinShell })
  if (kindOf(error) === 'sign-in') return <ToTheDoor />
  const retry = () => {
    forget()
    reset()
    router.invalidate()
  }
  const failure = <Failure error={error} onRetry={retry} level={1} alone={!within} />
  return within ? failure : <PublicFrame>{failure}</PublicFrame>
}
