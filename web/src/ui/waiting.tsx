import { Skeleton, type SkeletonProps } from '@mantine/core'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import classes from './waiting.module.css'

const some = (count: number) => Array.from({ length: count }, (_, index) => index)

type WholeProps = { className?: string | undefined; children: ReactNode }

/** What is on its way, in the shape that it will have. Whoever does not see it is told. */
export function Coming({ className = classes.whole, children }: WholeProps) {
  const t = useT()
  return (
    <output className={className} aria-busy aria-label={t('app.loading')}>
      {children}
    </output>
  )
}

/** The place of one thing. */
export function Waiting(props: SkeletonProps) {
  return (
    <Coming>
      <Skeleton {...props} />
    </Coming>
  )
}

/** A list whose rows have not come yet; with a face where they will have one. */
export function WaitingList({ rows = 5, face = false }: { rows?: number; face?: boolean }) {
  return (
    <Coming className={classes.list}>
      {some(rows).map((row) => (
        <span key={row} className={classes.row}>
          {face && <Skeleton height={44} width={44} radius={16} />}
          <span className={classes.words}>
            <Skeleton height={15} width={`${46 - (row % 3) * 9}%`} radius={8} />
            <Skeleton height={12} width={`${28 + (row % 2) * 12}%`} radius={8} />
          </span>
        </span>
      ))}
    </Coming>
  )
}

/** A card with a heading and a few fields. */
export function WaitingCard({ fields = 3 }: { fields?: number }) {
  return (
    <Coming className={classes.card}>
      <Skeleton height={20} width="34%" radius={8} />
      {some(fields).map((field) => (
        <Skeleton key={field} height={44} width={field % 3 === 2 ? '60%' : '100%'} />
      ))}
    </Coming>
  )
}

/** A whole page: its heading, what it says of itself, and what it holds. */
export function WaitingPage() {
  return (
    <Coming className={classes.page}>
      <Skeleton height={36} width="min(280px, 70%)" />
      <Skeleton height={16} width="min(440px, 90%)" radius={8} />
      <span className={classes.card}>
        <Skeleton height={20} width="34%" radius={8} />
        {some(4).map((field) => (
          <Skeleton key={field} height={44} />
        ))}
      </span>
    </Coming>
  )
}
