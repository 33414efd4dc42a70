import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './state.module.css'

type Props = { title: string; text?: string; icon?: ReactNode; children?: ReactNode }

/** Nothing here, said kindly, with a way on. */
export function Empty({ title, text, icon, children }: Props) {
  return (
    <div className={classes.state}>
      {icon && <span className={classes.icon}>{icon}</span>}
      <Title order={2}>{title}</Title>
      {text && (
        <Text c="dimmed" maw={420}>
          {text}
        </Text>
      )}
      {children}
    </div>
  )
}
