import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useT } from '@/lib/i18n'
import { Mark, Wordmark } from '@/ui/logo'
import { LanguageToggle, ThemeToggle } from '@/ui/toggles'
import classes from './public-frame.module.css'

type Props = {
  title?: string | undefined
  actions?: ReactNode
  /** Of whoever is signed in, whose menu has the language and the look as well. */
  menu?: ReactNode
  wide?: boolean
  children: ReactNode
}

/** The frame of every page that patients and passers-by see. */
export function PublicFrame({ title, actions, menu, wide = false, children }: Props) {
  const t = useT()
  // Within another site there is only this page.
  const framed = window.self !== window.top
  return (
    <div className={classes.frame}>
      <Anchor href="#main" className={classes.skip}>
        {t('app.skip')}
      </Anchor>
      <header className={classes.header} data-wide={wide || undefined}>
        {framed ? (
          <Mark size={34} />
        ) : (
          <Link to="/" className={classes.brand} aria-label={t('app.home')}>
            {title ? <Mark size={34} /> : <Wordmark size={34} />}
          </Link>
        )}
        {title && <span className={classes.title}>{title}</span>}
        <span className={classes.tools}>
          {actions}
          {menu ?? (
            <>
              <LanguageToggle />
              <ThemeToggle />
            </>
          )}
        </span>
      </header>
      <main id="main" className={classes.main} data-wide={wide || undefined}>
        {children}
      </main>
    </div>
  )
}
