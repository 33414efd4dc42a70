import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, Navigate, useLocation, useRouter } from '@tanstack/react-router'
import { kindOf } from '@/lib/errors'
import { Failure } from '@/ui/failure'

/** What a route shows instead of itself. Someone who must sign in comes back to where they were. */
export function RouteFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const { reset: forget } = useQueryErrorResetBoundary()
  const here = useLocation({ select: ({ href }) => href })
  if (kindOf(error) === 'sign-in') return <Navigate to="/login" search={{ next: here }} replace />
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
