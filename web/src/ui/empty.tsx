import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './state.module.css'

type Props = {
  title: string
  text?: string
  icon?: ReactNode
  /** 1 where it stands for the whole page. */
  level?: 1 | 2
  children?: ReactNode
}

/** Nothing here, said kindly, with a way on. */
export function Empty({ title, text, icon, level = 2, children }: Props) {
  return (
    <div className={classes.state}>
      {icon && <span className={classes.icon}>{icon}</span>}
      <Title order={level} className={classes.title}>
        {title}
      </Title>
      {text && (
        <Text c="dimmed" maw={420}>
          {text}
        </Text>
      )}
      {children}
    </div>
  )
}
