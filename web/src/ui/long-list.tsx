import { useVirtualizer } from '@tanstack/react-virtual'
import { type CSSProperties, type ReactNode, useState } from 'react'
import classes from './long-list.module.css'
import { scrollerOf } from './scroller'

type Props<Item> = {
  items: readonly Item[]
  keyOf: (item: Item) => string
  render: (item: Item) => ReactNode
  label: string
  /** About how tall a row is, until it is measured. */
  estimate: number
  className?: string | undefined
}

/** Up to so many rows are simply there; of more, only those near the screen are. */
const FEW = 150

function Few<Item>({ items, keyOf, render, label, className }: Props<Item>) {
  return (
    <ul className={className} aria-label={label}>
      {items.map((item) => (
        <li key={keyOf(item)}>{render(item)}</li>
      ))}
    </ul>
  )
}

type Place = { scroller: HTMLElement; margin: number }

/** Where the list begins within what scrolls. */
function placeOf(list: HTMLElement): Place {
  const scroller = scrollerOf(list) ?? document.documentElement
  const above = scroller.getBoundingClientRect().top - scroller.scrollTop
  return { scroller, margin: list.getBoundingClientRect().top - above }
}

function Many<Item>({ items, keyOf, render, label, estimate, className }: Props<Item>) {
  const [place, setPlace] = useState<Place | null>(null)
  const margin = place?.margin ?? 0
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => place?.scroller ?? null,
    estimateSize: () => estimate,
    overscan: 10,
    scrollMargin: margin,
    getItemKey: (index) => {
      const item = items[index]
      return item ? keyOf(item) : index
    },
  })
  const at = (start: number): CSSProperties => ({ transform: `translateY(${start - margin}px)` })
  return (
    <ul
      ref={(list) => {
        if (list && !place) setPlace(placeOf(list))
      }}
      className={`${className ?? ''} ${classes.many}`}
      aria-label={label}
      style={{ height: rows.getTotalSize() }}
    >
      {rows.getVirtualItems().map(({ index, key, start }) => {
        const item = items[index]
        return (
          <li
            key={key}
            ref={rows.measureElement}
            data-index={index}
            aria-setsize={items.length}
            aria-posinset={index + 1}
            style={at(start)}
          >
            {item && render(item)}
          </li>
        )
      })}
    </ul>
  )
}

/** A list that stays quick however long it is. */
export function LongList<Item>(props: Props<Item>) {
  return props.items.length > FEW ? <Many {...props} /> : <Few {...props} />
}
