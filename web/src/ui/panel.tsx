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

type Question<Data> = { data: Data | undefined; error: unknown; refetch: () => unknown }
type PartProps<Data> = {
  asked: Question<Data>
  waiting: ReactNode
  children: (data: Data) => ReactNode
}

/** A part that is the answer to one question: it waits alone, fails alone, and is asked again alone. */
export function Part<Data>({ asked, waiting, children }: PartProps<Data>) {
  if (asked.data !== undefined) return <Panel>{children(asked.data)}</Panel>
  if (!asked.error) return waiting
  return <Failure error={asked.error} onRetry={() => void asked.refetch()} compact />
}
