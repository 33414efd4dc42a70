import { Button, type ButtonProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ReactNode, Ref } from 'react'

type Props = ButtonProps & { ref?: Ref<HTMLAnchorElement>; children?: ReactNode }

function Anchor(props: Props) {
  return <Button component="a" {...props} />
}

/** A link that looks like a button, with the router's typed addresses. */
export const LinkButton = createLink(Anchor)
