import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { kindOf } from '@/lib/errors'
import { Failure } from '@/ui/failure'

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
  if (kindOf(error) === 'sign-in') return <ToTheDoor />
  const retry = () => {
    forget()
    reset()
    router.invalidate()
  }
  return (
    <main>
      <Failure error={error} onRetry={retry} level={1} />
    </main>
  )
}
