import { Button, type ButtonProps } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { createLink } from '@tanstack/react-router'
import type { ReactNode, Ref } from 'react'

type Props = ButtonProps & { ref?: Ref<HTMLAnchorElement>; children?: ReactNode }

function Anchor(props: Props) {
  return <Button component="a" {...props} />
}

function Backwards(props: Props) {
  return (
    <Button
      component="a"
      variant="subtle"
      px={10}
      ml={-10}
      leftSection={<IconArrowLeft size={18} aria-hidden />}
      {...props}
    />
  )
}

/** A link that looks like a button, with the router's typed addresses. */
export const LinkButton = createLink(Anchor)

/** The way back to what a page is one of; its arrow stands where the page's words begin. */
export const BackLink = createLink(Backwards)
