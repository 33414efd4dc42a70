import { QueryErrorResetBoundary } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary'
import { kindOf } from '@/lib/errors'
import { Failure } from './failure'

/** Whoever must sign in is the route's business; everything else stays within the panel. */
function Broken({ error, resetErrorBoundary }: FallbackProps) {
  if (kindOf(error) === 'sign-in') throw error
  return <Failure error={error} onRetry={resetErrorBoundary} compact />
}

/** A part of a page that may fail alone. */
export function Panel({ children }: { children: ReactNode }) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <ErrorBoundary FallbackComponent={Broken} onReset={reset}>
          {children}
        </ErrorBoundary>
      )}
    </QueryErrorResetBoundary>
  )
}
