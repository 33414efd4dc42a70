import { Title, type TitleOrder } from '@mantine/core'
import { type ReactNode, useCallback } from 'react'

type Props = { children: ReactNode; order?: TitleOrder; focus?: boolean }

/** The heading of a new step. It takes focus when it appears, so that it is the next thing read. */
export function StepHeading({ children, order = 1, focus = true }: Props) {
  const take = useCallback(
    (heading: HTMLHeadingElement | null) => {
      if (focus) heading?.focus({ preventScroll: true })
    },
    [focus],
  )
  return (
    <Title order={order} tabIndex={-1} ref={take}>
      {children}
    </Title>
  )
}
