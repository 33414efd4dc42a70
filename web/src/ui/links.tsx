import { Button, type ButtonProps, Menu, type MenuItemProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithoutRef, ReactNode, Ref } from 'react'

type Props = ButtonProps & { ref?: Ref<HTMLAnchorElement>; children?: ReactNode }

function Anchor(props: Props) {
  return <Button component="a" {...props} />
}

/** A link that looks like a button, with the router's typed addresses. */
export const LinkButton = createLink(Anchor)

type ItemProps = MenuItemProps &
  Omit<ComponentPropsWithoutRef<'a'>, keyof MenuItemProps> & { ref?: Ref<HTMLAnchorElement> }

function Item(props: ItemProps) {
  return <Menu.Item component="a" {...props} />
}

/** An entry of a menu that leads somewhere. */
export const MenuLink = createLink(Item)
