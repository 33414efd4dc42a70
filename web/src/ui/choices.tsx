import { type ReactNode, useId } from 'react'
import classes from './choices.module.css'

export type Choice = {
  value: string
  title: string
  text?: string
  side?: ReactNode
  lead?: ReactNode
}

type Props = {
  legend: string
  options: Choice[]
  value: string | null
  onChange: (value: string) => void
  /** A pointer that picks a card means it; arrow keys only look around. */
  onCommit: (value: string) => void
}

type CardProps = Omit<Props, 'legend' | 'options'> & { option: Choice; group: string }

function Card({ option, group, value, onChange, onCommit }: CardProps) {
  const id = useId()
  const { title, text, side, lead } = option
  const more = [text && `${id}-text`, side && `${id}-side`].filter(Boolean).join(' ')
  return (
    <label className={classes.card}>
      <input
        type="radio"
        name={group}
        className={classes.input}
        value={option.value}
        checked={option.value === value}
        onChange={() => onChange(option.value)}
        onClick={(event) => event.detail > 0 && onCommit(option.value)}
        onKeyDown={(event) => event.key === 'Enter' && onCommit(option.value)}
        aria-label={title}
        aria-describedby={more || undefined}
      />
      {lead && <span className={classes.lead}>{lead}</span>}
      <span className={classes.words}>
        <span className={classes.title}>{title}</span>
        {text && (
          <span className={classes.text} id={`${id}-text`}>
            {text}
          </span>
        )}
      </span>
      {side && (
        <span className={classes.side} id={`${id}-side`}>
          {side}
        </span>
      )}
    </label>
  )
}

/** Cards that are one radio group: tab to it, arrows within it, Enter or a tap to go on. */
export function Choices({ legend, options, ...card }: Props) {
  const group = useId()
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{legend}</legend>
      {options.map((option) => (
        <Card key={option.value} option={option} group={group} {...card} />
      ))}
    </fieldset>
  )
}
