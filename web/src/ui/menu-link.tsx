import { Menu, type MenuItemProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentPropsWithoutRef, Ref } from 'react'

type ItemProps = MenuItemProps &
  Omit<ComponentPropsWithoutRef<'a'>, keyof MenuItemProps> & { ref?: Ref<HTMLAnchorElement> }

function Item(props: ItemProps) {
  return <Menu.Item component="a" {...props} />
}

/** An entry of a menu that leads somewhere. */
export const MenuLink = createLink(Item)
