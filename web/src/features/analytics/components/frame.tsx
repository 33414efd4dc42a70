import { Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './analytics.module.css'

type Props = { title: string; tools?: ReactNode; children: ReactNode }

/** A part of the page with its name. */
export function Frame({ title, tools, children }: Props) {
  const id = useId()
  return (
    <section className={classes.frame} aria-labelledby={id}>
      <div className={classes.frameHead}>
        <Title order={2} id={id}>
          {title}
        </Title>
        {tools}
      </div>
      {children}
    </section>
  )
}
