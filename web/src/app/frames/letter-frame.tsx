import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { StepHeading } from '@/ui/step-heading'
import classes from './letter-frame.module.css'
import { PublicFrame } from './public-frame'

type Props = {
  title: string
  lead?: ReactNode
  clinic?: string | undefined
  icon?: ReactNode
  /** Where more than words and a button is shown. */
  wide?: boolean
  children?: ReactNode
}

/** One thing to do, or one thing to know, and nothing beside it: where links in mails lead. */
export function LetterFrame({ title, lead, clinic, icon, wide = false, children }: Props) {
  const t = useT()
  return (
    <PublicFrame title={clinic}>
      <title>{`${title} · ${clinic ?? t('app.name')}`}</title>
      <section className={classes.letter} data-wide={wide || undefined}>
        {icon && <span className={classes.icon}>{icon}</span>}
        {/* Another title is another step, and is read. */}
        <StepHeading key={title}>{title}</StepHeading>
        {lead && <p className={classes.lead}>{lead}</p>}
        {children}
      </section>
    </PublicFrame>
  )
}
